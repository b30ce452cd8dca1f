using System.CommandLine;
using ScreenMeet.Webhooks;
using Spectre.Console;

namespace ScreenMeet.Cli;

internal static class EventsCommand
{
    private static readonly BodyOption s_body = new();

    private static readonly Option<bool> s_details = new("--details") { Description = "Shows each event whole, with its secrets masked." };

    public static Command Create()
    {
        var command = new Command("events", "Shows the events of a body as a table. Secrets are masked; names and other personal data are not.");
        s_body.AddTo(command);
        command.Add(s_details);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = new Terminal(parsed);
        var body = await s_body.ReadAsync(parsed, terminal, isInputTaken: false, cancellationToken);
        if (!ScreenMeetEventParser.TryParse(body, out var events, out var errorOffset))
        {
            terminal.Alarm.MarkupLineInterpolated($"[red]This is not a JSON array of events: reading stopped at byte {errorOffset} of {body.Length}.[/]");
            return ExitCodes.NotAsExpected;
        }

        if (terminal.Mode == OutputMode.Json)
        {
            await Console.Out.WriteLineAsync($"[{string.Join(",\n", events.Select(static e => Printable.Lines(SecretMask.Apply(e.RawJson.Span))))}]");
        }
        else
        {
            new EventTable(events).WriteTo(terminal.Data);
            if (parsed.GetValue(s_details))
            {
                WriteDetails(terminal.Data, events);
            }
        }

        return ExitCodes.AsExpected;
    }

    private static void WriteDetails(IAnsiConsole console, ScreenMeetEvent[] events)
    {
        for (var i = 0; i < events.Length; i++)
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[bold]{i + 1}[/] [grey]{events[i].Fingerprint}[/]");
            console.WriteLine(Printable.Lines(SecretMask.Apply(events[i].RawJson.Span)));
        }
    }
}
