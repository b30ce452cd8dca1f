using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using ScreenMeet.AspNetCore.Testing;

namespace ScreenMeet.Cli;

// The options of 'send' apart from the target and the key.
internal static class SendOptions
{
    public static readonly Option<string?> Story = StoryOption();

    public static readonly Option<FileInfo> File = new Option<FileInfo>("--file", "-f")
    {
        Description = "Posts the events of this file, a JSON array, instead of a story.",
        HelpName = "file",
    }.AcceptExistingOnly();

    public static readonly Option<bool> AsCaptured = new("--as-captured") { Description = "Posts the bytes of the file unchanged, whatever they are, with a fresh signature." };

    public static readonly Option<int?> Count = Number("--count", "-n", "number", "Posts this many deliveries, session after session. Default: one session, or the file once.", 1, 10_000_000);

    public static readonly Option<double?> Rate = Number("--rate", "-r", "number", "Deliveries a second. Default: 5, and with --count as many as the receiver takes.", 0.001, 100_000);

    public static readonly Option<int> Connections = Number("--connections", "-c", "number", "Requests at the same time.", 1, 1000, 1);

    public static readonly Option<double> Duplicate = Share("--duplicate", "The share of the deliveries that is posted a second time.");

    public static readonly Option<double> Shuffle = Share("--shuffle", "The share of the deliveries that is late, behind others.");

    public static readonly Option<double> Forge = Share("--forge", "The share of the deliveries that is followed by a forged one, which the receiver has to refuse with 401.");

    public static readonly Option<int?> Seed = Number("--seed", "-s", "number", "Makes the same sessions again. Default: a new seed each time, which is shown.", int.MinValue, int.MaxValue);

    public static readonly Option<DateTimeOffset?> Start = StartOption();

    public static readonly Option<bool> Retry = new("--retry") { Description = "Posts again, up to 5 times, after 408, 429, 5xx or no answer." };

    public static readonly Option<double> Timeout = Number("--timeout", "-t", "seconds", "How long an answer may take.", 0.001, 86_400, 30);

    public static readonly IReadOnlyList<Option> All = [Story, File, AsCaptured, Count, Rate, Connections, Duplicate, Shuffle, Forge, Seed, Start, Retry, Timeout];

    private static Option<string?> StoryOption()
    {
        var stories = string.Join(", ", ScreenMeetStory.Names);
        var option = new Option<string?>("--story") { Description = $"The kind of session: {stories}. Default: {ScreenMeetStory.Names[0]}.", HelpName = "name" };
        option.CompletionSources.Add([.. ScreenMeetStory.Names]);
        option.Validators.Add(result =>
        {
            if (!ScreenMeetStory.Names.Contains(result.Tokens[0].Value))
            {
                result.AddError($"There is no story '{Printable.Line(result.Tokens[0].Value)}'. The stories are {stories}.");
            }
        });
        return option;
    }

    private static Option<DateTimeOffset?> StartOption() => new("--start")
    {
        Description = $"When the first session was created, or 'now'. Default: {ScreenMeetStory.DefaultStart.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}, so that a seed makes the same bytes on every day.",
        HelpName = "time",
        CustomParser = static parsed =>
        {
            var text = parsed.Tokens[0].Value;
            if (text == "now")
            {
                return TimeProvider.System.GetUtcNow();
            }

            if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start))
            {
                return start;
            }

            parsed.AddError("--start is a time such as 2026-03-02T09:00Z, or 'now'.");
            return null;
        },
    };

    private static Option<double> Share(string name, string description) => Number(name, null, "share", description, 0, 1, 0.0);

    private static Option<T> Number<T>(string name, string? alias, string helpName, string description, T least, T most, T defaultValue)
        where T : struct, INumber<T> =>
        new(name, Aliases(alias)) { Description = description, HelpName = helpName, DefaultValueFactory = _ => defaultValue, CustomParser = result => Parse(result, name, least, most) };

    private static Option<T?> Number<T>(string name, string? alias, string helpName, string description, T least, T most)
        where T : struct, INumber<T> =>
        new(name, Aliases(alias)) { Description = description, HelpName = helpName, CustomParser = result => Parse(result, name, least, most) };

    private static string[] Aliases(string? alias) => alias is null ? [] : [alias];

    private static T Parse<T>(ArgumentResult result, string name, T least, T most)
        where T : struct, INumber<T>
    {
        if (T.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is a {(T.One / (T.One + T.One) == T.Zero ? "whole number" : "number")} from {least} to {most}."));
        return default;
    }
}
