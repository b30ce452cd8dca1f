using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// Somebody who sends forged requests must not be able to fill the disk with log lines.
public sealed class LogFloodTests
{
    private const int Requests = 100_000;
    private const int Connections = 4;
    private const int PipelineLength = 500;

    private static readonly PipelinedRequests s_forged = CreatePipeline();

    public LogFloodTests() => StressedReceiver.RequireLinux();

    // The console's own formatter for people has two lines for each entry, the other one has one.
    [Theory]
    [InlineData("simple")]
    [InlineData("json")]
    public async Task One_hundred_thousand_forged_requests_write_fewer_than_200_lines_and_none_is_missing_in_their_numbers(string formatter)
    {
        await using var receiver = await StressedReceiver.StartAsync(
            "--Logging:LogLevel:ScreenMeet", "Debug",
            "--Logging:LogLevel:Microsoft.AspNetCore", "Warning",
            "--Logging:Console:FormatterName", formatter);
        var before = (await receiver.WaitForOutputAsync()).Length;
        var clock = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync(receiver.Address.Host, receiver.Address.Port, TestContext.Current.CancellationToken);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            for (var i = 0; i < Requests / Connections / PipelineLength; i++)
            {
                await s_forged.SendAsync(stream, reader);
            }
        }));

        var elapsed = clock.Elapsed;
        await Commands.RunAsync("sh", "-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {receiver.Process.Id}"));
        await receiver.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var log = (await receiver.WaitForOutputAsync())[before..];
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        MeasuredFigures.Show(string.Create(
            CultureInfo.InvariantCulture,
            $"{Requests:N0} forged requests in {elapsed.TotalSeconds:F1} s ({formatter}): {lines.Length} lines, {log.Length:N0} bytes of log, {(double)log.Length / Requests:F2} bytes for each."));
        Assert.InRange(lines.Length, 1, 199);
        if (formatter == "json")
        {
            Assert.Equal(Requests, lines.Sum(RequestsIn));
        }
    }

    private static long RequestsIn(string line)
    {
        var entry = JsonElement.Parse(line);
        return entry.GetProperty("EventId").GetInt32() switch
        {
            2 => 1,
            18 => entry.GetProperty("State").GetProperty("Count").GetInt64(),
            _ => 0,
        };
    }

    // Well-formed and wrong: the reasons that anybody can cause with a body.
    private static PipelinedRequests CreatePipeline()
    {
        string[] kinds =
        [
            $"x-signature: {new string('0', 64)}\r\nx-signature-algo: sha256",
            "x-signature: abc\r\nx-signature-algo: sha256",
            "x-signature-algo: sha256",
            $"x-signature: {new string('0', 64)}",
        ];
        var requests = new StringBuilder();
        for (var i = 0; i < PipelineLength; i++)
        {
            requests.Append(CultureInfo.InvariantCulture, $"POST {(i % 2 == 0 ? "/read" : "/other")} HTTP/1.1\r\nHost: localhost\r\n{kinds[i % kinds.Length]}\r\nContent-Length: {Signed.Json.Length}\r\n\r\n{Signed.Json}");
        }

        return new(Encoding.Latin1.GetBytes(requests.ToString()), [.. Enumerable.Repeat(401, PipelineLength)]);
    }
}
