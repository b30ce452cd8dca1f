using System.CommandLine;
using System.Globalization;
using ScreenMeet.Webhooks;
using Spectre.Console;

namespace ScreenMeet.Cli;

internal static class VerifyCommand
{
    private static readonly KeyOptions s_key = new();
    private static readonly BodyOption s_body = new();

    private static readonly Option<string> s_signature = new("--signature", "-s") { Description = "The value of x-signature.", HelpName = "text", Required = true };

    private static readonly Option<string?> s_algorithm = new("--algorithm") { Description = "The value of x-signature-algo, if you have it.", HelpName = "name" };

    public static Command Create()
    {
        var command = new Command("verify", "Says whether a body was signed with a key. If not, it tries what can have gone wrong, and says what fits and what to do.");
        s_key.AddTo(command);
        command.Add(s_signature);
        command.Add(s_algorithm);
        s_body.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = new Terminal(parsed);
        var key = s_key.Find(parsed, cancellationToken);
        var body = await s_body.ReadAsync(parsed, terminal, s_key.UsesStandardInput(parsed), cancellationToken);
        var diagnosis = Diagnosis.Of(parsed.GetRequiredValue(s_signature), parsed.GetValue(s_algorithm), key.Text, body);
        if (terminal.Mode == OutputMode.Json)
        {
            WriteJson(diagnosis, key);
        }
        else
        {
            Write(terminal, diagnosis, key, body);
        }

        return diagnosis.IsGenuine ? ExitCodes.AsExpected : ExitCodes.NotAsExpected;
    }

    private static void Write(Terminal terminal, Diagnosis diagnosis, SigningKey key, byte[] body)
    {
        var (sign, color) = diagnosis.IsGenuine ? ("✓", "green") : ("✗", "red");
        terminal.Data.MarkupLine($"[{color}]{sign} {diagnosis.Sentence.EscapeMarkup()}[/]");

        var facts = new Facts().Add("body", Describe(body)).Add("key", key.ToString());
        if (diagnosis.Finding is { } finding)
        {
            facts.Add("scheme", finding.Scheme);
        }
        else if (SignatureDoctor.IsLarge(body))
        {
            facts.Add("note", "The body is large, so only one difference at a time was tried.");
        }

        if (diagnosis.Advice is { } advice)
        {
            facts.Add("to do", advice, "yellow");
        }

        facts.WriteTo(terminal.Data);
    }

    private static string Describe(byte[] body) => string.Create(
        CultureInfo.InvariantCulture,
        $"{body.Length} bytes, {(ScreenMeetEventParser.TryParse(body, out var events, out var offset) ? $"{events.Length} event{(events.Length == 1 ? "" : "s")}" : $"not a JSON array of events (see byte {offset})")}");

    private static void WriteJson(Diagnosis diagnosis, SigningKey key) => Terminal.WriteJson(new
    {
        verdict = diagnosis.Verdict,
        sentence = diagnosis.Sentence,
        advice = diagnosis.Advice,
        scheme = diagnosis.Finding?.Scheme,
        keyFingerprint = key.Fingerprint,
    });
}
