using System.CommandLine;
using ScreenMeet.AspNetCore.Testing;
using Spectre.Console;

namespace ScreenMeet.Cli;

internal static class ProbeCommand
{
    private static readonly TargetArgument s_target = new();
    private static readonly KeyOptions s_key = new();

    public static Command Create()
    {
        var command = new Command(
            "probe", "Checks a receiver with two requests: a signed, empty delivery that it has to accept with 2xx, and a forged one that it has to refuse with 401.");
        s_target.AddTo(command);
        s_key.AddTo(command);
        command.Add(SendOptions.Timeout);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = new Terminal(parsed);
        var url = s_target.Find(parsed);
        var key = s_key.Find(parsed, cancellationToken);
        var genuine = ScreenMeetTestDelivery.Create(key.ForSigning());
        using var receiver = new Receiver(url, connections: 1, TimeSpan.FromSeconds(parsed.GetRequiredValue(SendOptions.Timeout)), retries: false);

        new Facts().Add("to", url.AbsoluteUri, "bold").Add("key", key.ToString()).WriteTo(terminal.Talk);
        terminal.Talk.WriteLine();
        var signed = await receiver.PostAsync(new(genuine, "the signed delivery"), cancellationToken);
        if (signed.Status is null)
        {
            return Conclude(terminal, url, [signed], ExitCodes.NoConnection);
        }

        var forged = await receiver.PostAsync(new(genuine.Forged(), "the forged delivery", IsForged: true), cancellationToken);
        var exitCode = forged.Status is null ? ExitCodes.NoConnection : signed.IsExpected && forged.IsExpected ? ExitCodes.AsExpected : ExitCodes.NotAsExpected;
        return Conclude(terminal, url, [signed, forged], exitCode);
    }

    private static int Conclude(Terminal terminal, Uri url, Answer[] answers, int exitCode)
    {
        if (terminal.Mode == OutputMode.Json)
        {
            Terminal.WriteJson(new
            {
                url = url.AbsoluteUri,
                ok = exitCode == ExitCodes.AsExpected,
                answers = answers.Select(static answer => new { delivery = answer.Planned.IsForged ? "forged" : "signed", expected = answer.Planned.Expected, status = answer.Status, latencyMs = Math.Round(answer.Latency.TotalMilliseconds, 1) }),
            });
            return exitCode;
        }

        foreach (var answer in answers)
        {
            var (sign, color) = answer.IsExpected ? ("✓", "green") : ("✗", "red");
            terminal.Data.MarkupLine($"  [{color}]{sign} {answer.Label}[/] [grey]{SendReport.Milliseconds(answer.Latency.TotalMilliseconds),9}[/]  {answer.Planned.Content}");
        }

        foreach (var answer in answers.Where(static answer => !answer.IsExpected))
        {
            SendReport.ShowUnexpected(terminal, answer);
        }

        return exitCode;
    }
}
