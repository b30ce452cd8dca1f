using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests;

// A 2xx is a promise: ScreenMeet will not send the delivery again. So none may be sent before the handler's end.
public sealed class LifeTests : IDisposable
{
    private static readonly string[] s_entryPoints = ["/api-controller", "/handlers", "/minimal-api"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stress-receiver-");

    public static TheoryData<string> EntryPoints => [.. s_entryPoints];

    public LifeTests() => StressedReceiver.RequireLinux();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(EntryPoints))]
    public async Task A_handler_that_runs_at_SIGTERM_comes_to_its_end_and_its_sender_gets_200(string entryPoint)
    {
        await using var receiver = await StartAsync();
        using var connection = await RawConnection.OpenAsync(receiver.Address);
        var response = DeliverAsync(connection, entryPoint, "a");
        await WaitForMarkAsync("a.begun");

        await TerminateAsync(receiver);

        Assert.False(response.IsCompleted);
        Assert.False(HasMark("a.ended"));
        LetGo();
        Assert.StartsWith("HTTP/1.1 200 ", await response, StringComparison.Ordinal);
        Assert.True(HasMark("a.ended"));
        await receiver.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, receiver.Process.ExitCode);
    }

    [Theory]
    [MemberData(nameof(EntryPoints))]
    public async Task A_handler_that_overruns_the_shutdown_timeout_ends_with_the_process_and_answers_nothing(string entryPoint)
    {
        await using var receiver = await StartAsync("--shutdownTimeoutSeconds", "2");
        using var connection = await RawConnection.OpenAsync(receiver.Address);
        var response = DeliverAsync(connection, entryPoint, "a");
        await WaitForMarkAsync("a.begun");
        var clock = Stopwatch.StartNew();

        await TerminateAsync(receiver);

        Assert.Equal("", await response);
        await receiver.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(12));
        Assert.False(HasMark("a.ended"));
    }

    [Theory]
    [InlineData(true, "30", "00:01:00", "HTTP/1.1 200 ")]
    [InlineData(false, "30", "00:00:02", "HTTP/1.1 408 ")]
    [InlineData(false, "2", "00:01:00", "")]
    public async Task A_body_that_arrives_at_SIGTERM_gets_200_only_if_it_arrives_whole(bool whole, string shutdownTimeout, string bodyTimeout, string expected)
    {
        await using var receiver = await StartAsync("--shutdownTimeoutSeconds", shutdownTimeout, "--ScreenMeet:BodyTimeout", bodyTimeout);
        LetGo();
        using var connection = await RawConnection.OpenAsync(receiver.Address);
        var body = Body("a");
        await connection.SendHeadAsync("/minimal-api", body, $"Content-Length: {body.Length}\r\nExpect: 100-continue");
        Assert.StartsWith("HTTP/1.1 100 ", await connection.ReadResponseAsync(), StringComparison.Ordinal);
        await connection.SendAsync(Encoding.Latin1.GetString(body.AsSpan(0, 10)));

        await TerminateAsync(receiver);
        if (whole)
        {
            await connection.SendAsync(Encoding.Latin1.GetString(body.AsSpan(10)));
        }

        var response = await ReadAsync(connection);
        Assert.StartsWith(expected, response, StringComparison.Ordinal);
        Assert.Equal(whole, response.StartsWith("HTTP/1.1 2", StringComparison.Ordinal));
        Assert.Equal(whole, HasMark("a.ended"));

        // While a sender of half a body stays, Kestrel waits for the other half.
        connection.Dispose();
        await receiver.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(EntryPoints))]
    public async Task A_handler_that_is_killed_answers_nothing(string entryPoint)
    {
        await using var receiver = await StartAsync();
        using var connection = await RawConnection.OpenAsync(receiver.Address);
        var response = DeliverAsync(connection, entryPoint, "a");
        await WaitForMarkAsync("a.begun");

        // Time for an answer that comes too early.
        await Task.Delay(300, TestContext.Current.CancellationToken);
        receiver.Process.Kill();

        Assert.Equal("", await response);
        Assert.False(HasMark("a.ended"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(500)]
    public async Task Whenever_the_process_is_killed_each_200_has_its_handlers_mark(int answers)
    {
        const int Senders = 12;
        await using var receiver = await StartAsync();
        LetGo();
        var acknowledged = new ConcurrentQueue<string>();
        var count = 0;

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async sender =>
        {
            using var connection = await RawConnection.OpenAsync(receiver.Address);
            for (var number = 0; number < 1000; number++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{sender}x{number}");
                var response = await DeliverAsync(connection, s_entryPoints[number % s_entryPoints.Length], id);
                if (response.Length == 0)
                {
                    break;
                }

                Assert.StartsWith("HTTP/1.1 200 ", response, StringComparison.Ordinal);
                acknowledged.Enqueue(id);
                if (Interlocked.Increment(ref count) == answers)
                {
                    receiver.Process.Kill();
                }
            }
        }));

        Assert.InRange(acknowledged.Count, answers, int.MaxValue);
        Assert.All(acknowledged, id => Assert.True(HasMark($"{id}.ended"), id));
    }

    private Task<RunningSample> StartAsync(params string[] arguments) => StressedReceiver.StartAsync(["--Folder", _folder.FullName, .. arguments]);

    private static byte[] Body(string id) => Encoding.ASCII.GetBytes($$"""[{"type":"room-entered","id":"{{id}}"}]""");

    private static async Task<string> DeliverAsync(RawConnection connection, string entryPoint, string id)
    {
        var body = Body(id);
        try
        {
            await connection.SendHeadAsync(entryPoint, body, $"Content-Length: {body.Length}");
            await connection.SendAsync(Encoding.Latin1.GetString(body));
        }
        catch (IOException)
        {
            // The process is dead. It may have answered before.
        }

        return await ReadAsync(connection);
    }

    private static async Task<string> ReadAsync(RawConnection connection)
    {
        try
        {
            return await connection.ReadResponseAsync();
        }
        catch (IOException)
        {
            return "";
        }
    }

    // Sends the signal, and waits until it shows: nobody new gets in.
    private static async Task TerminateAsync(RunningSample receiver)
    {
        await Commands.RunAsync("sh", "-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {receiver.Process.Id}"));
        await Poll.UntilAsync(
            async () =>
            {
                try
                {
                    using var connection = await RawConnection.OpenAsync(receiver.Address);
                    return false;
                }
                catch (SocketException exception)
                {
                    return exception.SocketErrorCode == SocketError.ConnectionRefused;
                }
            },
            "new connections to be refused");
        Assert.False(receiver.Process.HasExited);
    }

    private void LetGo() => File.WriteAllText(Path.Combine(_folder.FullName, "go"), "");

    private bool HasMark(string name) => File.Exists(Path.Combine(_folder.FullName, name));

    private Task WaitForMarkAsync(string name) => Poll.UntilAsync(() => HasMark(name), $"the mark {name}");
}
