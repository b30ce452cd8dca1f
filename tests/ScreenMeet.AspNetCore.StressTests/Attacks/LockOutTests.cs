using System.Diagnostics;
using System.Globalization;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// Strangers who fill the buffers with bodies that wait must not keep a genuine delivery out. By hand, for a minute each:
// STRESS_SECONDS=60 dotnet test --output Detailed -c Release --project tests/ScreenMeet.AspNetCore.StressTests -- --filter-class "*LockOutTests"
public sealed class LockOutTests
{
    private const int MiB = 1024 * 1024;

    public LockOutTests() => StressedReceiver.RequireLinux();

    // One byte each, of 98 bodies a connection: as many as fill 64 MiB where each is charged with the buffer that it gets.
    [Theory]
    [InlineData("/read", "/buffered")]
    [InlineData("/other", "/other")]
    public Task Many_bodies_of_one_byte_do_not_lock_genuine_deliveries_out(string path, string otherPath) =>
        AssertAllAcceptedAsync(AttackProtocol.Http2, connections: 172, seconds: 8, ForgedRequests.Http2(path, "http"), ForgedRequests.Http2(otherPath, "http"));

    [Theory]
    [InlineData("/read", "/read", false)]
    [InlineData("/read", "/buffered", true)]
    [InlineData("/other", "/other", false)]
    public Task Bodies_of_a_megabyte_that_do_not_end_do_not_lock_genuine_deliveries_out(string path, string otherPath, bool isChunked) =>
        AssertAllAcceptedAsync(AttackProtocol.Http1, connections: 70, seconds: 8, Megabyte(path, isChunked), Megabyte(otherPath, isChunked));

    private static byte[] Megabyte(string path, bool isChunked)
    {
        const int Sent = 1_000_000;
        var body = new string(' ', Sent);
        return isChunked
            ? ForgedRequests.Http1(path, "Transfer-Encoding: chunked", $"{Sent:x}\r\n{body}\r\n")
            : ForgedRequests.Http1(path, $"Content-Length: {MiB}", body);
    }

    private static async Task AssertAllAcceptedAsync(AttackProtocol protocol, int connections, int seconds, params byte[][] openings)
    {
        await using var victim = await AttackedServer.StartAsync(protocol);
        var memory = victim.PeakMemory;
        var sender = new GenuineSender(victim);
        var flood = new FloodAttack(victim, openings);
        using var end = new CancellationTokenSource();

        var flooding = flood.RunAsync(connections, end.Token);
        await flood.WaitForAsync(connections, patience: TimeSpan.FromSeconds(10));
        var (before, clock) = (flood.Sent, Stopwatch.StartNew());
        await sender.RunAsync(AttackTime.OrElse(seconds));
        var bytesPerSecond = (flood.Sent - before) / clock.Elapsed.TotalSeconds;
        await end.CancelAsync();
        await flooding;

        await victim.AssertAliveAsync();
        MeasuredFigures.Show(string.Create(
            CultureInfo.InvariantCulture,
            $"{sender.Accepted} genuine deliveries accepted, {sender.Refused} not ({sender}), beside an attacker who sent {before:N0} bytes at first, then {bytesPerSecond:N0} bytes/s. Resident memory {memory / MiB} → {victim.PeakMemory / MiB} MiB at the peak."));
        Assert.Equal(0, sender.Refused);
        Assert.InRange(sender.Accepted, 5, int.MaxValue);
        await victim.AssertUnharmedAsync();
    }
}
