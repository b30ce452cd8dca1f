using System.Globalization;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// Whoever sends a body and goes away at its time-out must not be able to end the process, whichever comes first. By hand, for
// five minutes over each protocol, one after the other:
// STRESS_SECONDS=300 dotnet test --output Detailed -c Release --project tests/ScreenMeet.AspNetCore.StressTests -- --filter-class "*ResetTests"
public sealed class ResetTests
{
    private static readonly TimeSpan s_bodyTimeout = TimeSpan.FromMilliseconds(500);

    public ResetTests() => StressedReceiver.RequireLinux();

    [Theory]
    [InlineData(AttackProtocol.Http1, 600)]
    [InlineData(AttackProtocol.Http1Tls, 200)]
    [InlineData(AttackProtocol.Http2, 16)]
    [InlineData(AttackProtocol.Http2Tls, 16)]
    public async Task Bodies_that_are_broken_off_at_their_time_out_leave_the_process_unharmed(AttackProtocol protocol, int connections)
    {
        await using var victim = await AttackedServer.StartAsync(protocol, "--ScreenMeet:BodyTimeout", s_bodyTimeout.ToString());

        var attack = new ResetAttack(victim, connections, s_bodyTimeout);

        var bodies = await attack.RunAsync(AttackTime.OrElse(4));

        MeasuredFigures.Show(string.Create(CultureInfo.InvariantCulture, $"{bodies} unfinished bodies over {protocol}, broken off {attack.Lateness:F1} ms ± 5 ms after their time-out."));
        await victim.AssertUnharmedAsync();
        Assert.InRange(bodies, connections, long.MaxValue);
    }
}
