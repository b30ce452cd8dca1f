using System.CommandLine;

namespace ScreenMeet.Cli;

internal static class SendCommand
{
    // Slow enough to watch a session unfold.
    private const double RateOfOneSession = 5;

    private static readonly TargetArgument s_target = new();
    private static readonly KeyOptions s_key = new();

    public static Command Create()
    {
        var command = new Command("send", "Posts signed deliveries as ScreenMeet does: a session, many of them, or a file.");
        s_target.AddTo(command);
        s_key.AddTo(command);
        foreach (var option in SendOptions.All)
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = new Terminal(parsed);
        var url = s_target.Find(parsed);
        var key = s_key.Find(parsed, cancellationToken);
        var plan = await SendPlan.CreateAsync(parsed, key.ForSigning(), cancellationToken);
        var connections = parsed.GetRequiredValue(SendOptions.Connections);
        var rate = parsed.GetValue(SendOptions.Rate) ?? (parsed.GetValue(SendOptions.Count) is null ? RateOfOneSession : null);

        var report = new SendReport(terminal, url, plan);
        report.Announce(key, rate, connections);

        using var receiver = new Receiver(url, connections, TimeSpan.FromSeconds(parsed.GetRequiredValue(SendOptions.Timeout)), parsed.GetValue(SendOptions.Retry));
        var tally = new SendTally(plan.Total);
        var sender = new Sender(receiver, tally, rate, connections, report.Show);
        await report.FollowAsync(sender.SendAsync(plan.Deliveries, cancellationToken), tally);

        var result = tally.Snapshot();
        var wasInterrupted = cancellationToken.IsCancellationRequested && result.Done < result.Total;
        report.Conclude(result, wasInterrupted);
        return wasInterrupted ? ExitCodes.Interrupted : result.ExitCode;
    }
}
