using System.CommandLine;
using ScreenMeet.AspNetCore.Testing;
using ScreenMeet.Webhooks;

namespace ScreenMeet.Cli;

// What will be posted: how much, what it is, and the deliveries themselves, which are made as they are needed.
internal sealed record SendPlan(int Total, string Source, int? Seed, IEnumerable<PlannedDelivery> Deliveries)
{
    private const int SeedLimit = 100_000;

    public static async Task<SendPlan> CreateAsync(ParseResult parsed, string key, CancellationToken cancellationToken) =>
        parsed.GetValue(SendOptions.File) is { } file ? await FromFileAsync(parsed, key, file, cancellationToken) : FromStory(parsed, key);

    private static SendPlan FromStory(ParseResult parsed, string key)
    {
        if (parsed.GetValue(SendOptions.AsCaptured))
        {
            throw new UsageException("--as-captured needs --file.");
        }

        var name = parsed.GetValue(SendOptions.Story) ?? ScreenMeetStory.Names[0];
        var seed = parsed.GetValue(SendOptions.Seed) ?? Random.Shared.Next(1, SeedLimit);
        var start = parsed.GetValue(SendOptions.Start) ?? ScreenMeetStory.DefaultStart;
        var duplicate = parsed.GetRequiredValue(SendOptions.Duplicate);
        var shuffle = parsed.GetRequiredValue(SendOptions.Shuffle);
        var forge = parsed.GetRequiredValue(SendOptions.Forge);

        if (parsed.GetValue(SendOptions.Count) is { } count)
        {
            return new(count, $"story {name}", seed, Sessions().SelectMany(DeliveriesOf).Take(count));
        }

        var session = Session(0);
        var deliveries = DeliveriesOf(session).ToArray();
        return new(deliveries.Length, $"story {name}, session {session.SessionId}", seed, deliveries);

        ScreenMeetStory Session(int number) => ScreenMeetStory.Create(name, unchecked(seed + number), start.AddMinutes(number)).WithDuplicates(duplicate).WithLateDeliveries(shuffle);

        IEnumerable<ScreenMeetStory> Sessions()
        {
            for (var number = 0; ; number++)
            {
                yield return Session(number);
            }
        }

        IEnumerable<PlannedDelivery> DeliveriesOf(ScreenMeetStory story)
        {
            // The same seed forges the same deliveries.
            var random = new Random(story.Seed);
            foreach (var events in story.Deliveries)
            {
                foreach (var planned in WithForged(ScreenMeetTestDelivery.Create(key, events), Describe(events), forge, random))
                {
                    yield return planned;
                }
            }
        }
    }

    private static async Task<SendPlan> FromFileAsync(ParseResult parsed, string key, FileInfo file, CancellationToken cancellationToken)
    {
        if (new Option[] { SendOptions.Story, SendOptions.Duplicate, SendOptions.Shuffle, SendOptions.Start }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } option)
        {
            throw new UsageException($"{option.Name} is for stories, and --file posts a file.");
        }

        var body = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        var delivery = parsed.GetValue(SendOptions.AsCaptured) ? ScreenMeetTestDelivery.Create(key).WithRawBody(body) : FromEvents(file, key, body);
        var forge = parsed.GetRequiredValue(SendOptions.Forge);
        var seed = parsed.GetValue(SendOptions.Seed) ?? Random.Shared.Next(1, SeedLimit);
        var source = $"file {file.Name}, {delivery.Body.Length} bytes";
        int? shownSeed = forge > 0 ? seed : null;
        var random = new Random(seed);
        if (parsed.GetValue(SendOptions.Count) is { } count)
        {
            return new(count, source, shownSeed, Enumerable.Repeat(delivery, count).SelectMany(each => WithForged(each, file.Name, forge, random)).Take(count));
        }

        var deliveries = WithForged(delivery, file.Name, forge, random).ToArray();
        return new(deliveries.Length, source, shownSeed, deliveries);
    }

    private static ScreenMeetTestDelivery FromEvents(FileInfo file, string key, byte[] body) =>
        ScreenMeetEventParser.TryParse(body, out var events, out var errorOffset)
            ? ScreenMeetTestDelivery.Create(key, events)
            : throw new UsageException($"{file.Name} is not a JSON array of events: reading stopped at byte {errorOffset} of {body.Length}. To post it as it is, add --as-captured.");

    private static IEnumerable<PlannedDelivery> WithForged(ScreenMeetTestDelivery delivery, string content, double share, Random random)
    {
        yield return new(delivery, content);
        if (random.NextDouble() < share)
        {
            yield return new(delivery.Forged(), $"forged: {content}", IsForged: true);
        }
    }

    private static string Describe(IReadOnlyList<ScreenMeetEvent> events) => Printable.Line(string.Join(", ", events.Select(static e => e.Type)));
}
