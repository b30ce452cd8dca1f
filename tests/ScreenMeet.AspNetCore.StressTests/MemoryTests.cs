using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests;

public sealed class MemoryTests
{
    private const int Mega = 1024 * 1024;
    private const int Senders = 16;
    private const int PipelineLength = 50;
    private const int PipelinesOfConnection = 25;

    // Forty of them hold every size and refusal many times over.
    private static readonly PipelinedRequests[] s_pipelines = [.. Enumerable.Range(0, 40).Select(CreatePipeline)];

    // Its declared length is refused, and with it the connection ends.
    private static readonly PipelinedRequests s_last = new(Head(Signed.Hex([]), 2 * Mega), [413]);

    public MemoryTests() => StressedReceiver.RequireLinux();

    [Fact]
    public async Task Memory_stays_flat_over_two_hundred_thousand_deliveries()
    {
        await using var receiver = await StressedReceiver.StartAsync();
        await DeliverAsync(receiver, 20_000);
        var before = await ProcessMemory.OfAsync(receiver);

        await DeliverAsync(receiver, 180_000);

        var after = await ProcessMemory.OfAsync(receiver);
        MeasuredFigures.Show(string.Create(
            CultureInfo.InvariantCulture,
            $"180,000 deliveries after the first 20,000: managed {before.Managed:N0} → {after.Managed:N0} bytes, resident {before.Resident / Mega} → {after.Resident / Mega} MiB."));

        // What is pooled differs by some megabytes from run to run. This is 46 bytes for each: a forgotten timer is more.
        Assert.InRange(after.Managed - before.Managed, long.MinValue, 8 * Mega);
        Assert.InRange(after.Resident - before.Resident, long.MinValue, 64 * Mega);
    }

    [Theory]
    [InlineData(500, 64 * 1024)]
    public async Task Unverified_uploads_cost_what_arrived_of_them_and_not_what_they_declare(int uploads, int sent)
    {
        var arriving = (long)uploads * sent;
        await using var receiver = await StressedReceiver.StartAsync("--ScreenMeet:BodyTimeout", "00:00:10");
        await DeliverAsync(receiver, 20_000);
        var before = await ProcessMemory.OfAsync(receiver);
        var connections = await Task.WhenAll(Enumerable.Range(0, uploads).Select(_ => RawConnection.OpenAsync(receiver.Address)));
        var head = Encoding.Latin1.GetString(Head(new string('0', 64), Mega));
        var part = new string(' ', sent);

        await Task.WhenAll(connections.Select(connection => connection.SendAsync(head + part)));
        var during = before;
        await Poll.UntilAsync(
            async () =>
            {
                during = await ProcessMemory.OfAsync(receiver);
                return during.Managed - before.Managed >= arriving;
            },
            "all that was sent to be held");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await Task.WhenAll(connections.Select(connection => connection.SendAsync(" ")));
            await Task.Delay(500, TestContext.Current.CancellationToken);
        }

        during = await ProcessMemory.OfAsync(receiver);

        // Each was still being read.
        var answers = await Task.WhenAll(connections.Select(connection => connection.ReadResponseAsync()));
        Array.ForEach(connections, connection => connection.Dispose());
        MeasuredFigures.Show(string.Create(
            CultureInfo.InvariantCulture,
            $"{uploads} unverified uploads that declare {uploads} MiB and send {arriving / Mega} MiB: managed +{(during.Managed - before.Managed) / Mega} MiB, resident +{(during.Peak - before.Resident) / Mega} MiB at the peak."));
        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal));
        Assert.InRange(during.Managed - before.Managed, arriving, 4 * arriving);
        Assert.InRange(during.Peak - before.Resident, arriving, 6 * arriving);
    }

    [Theory]
    [InlineData(500, 512 * 1024)]
    public async Task Slow_unverified_uploads_share_the_room_that_there_is(int uploads, int sent)
    {
        await using var receiver = await StressedReceiver.StartAsync("--ScreenMeet:BodyTimeout", "00:00:10");
        await DeliverAsync(receiver, 20_000);
        var before = await ProcessMemory.OfAsync(receiver);
        var connections = await Task.WhenAll(Enumerable.Range(0, uploads).Select(_ => RawConnection.OpenAsync(receiver.Address)));
        var head = Encoding.Latin1.GetString(Head(new string('0', 64), Mega));
        var part = new string(' ', sent / 64);

        // A refused one may be closed before all of it is sent.
        var answers = await Task.WhenAll(connections.Select(async connection =>
        {
            try
            {
                await connection.SendAsync(head);
                for (var i = 0; i < 64; i++)
                {
                    await connection.SendAsync(part);
                    await Task.Delay(20, TestContext.Current.CancellationToken);
                }
            }
            catch (IOException)
            {
            }

            try
            {
                return (await connection.ReadResponseAsync())[..12];
            }
            catch (IOException)
            {
                return "reset";
            }
        }));

        var after = await ProcessMemory.OfAsync(receiver);
        Array.ForEach(connections, connection => connection.Dispose());
        var statuses = answers.CountBy(answer => answer).Select(answer => $"{answer.Value} × {answer.Key}");
        MeasuredFigures.Show(string.Create(
            CultureInfo.InvariantCulture,
            $"{uploads} slow unverified uploads that send {(long)uploads * sent / Mega} MiB: resident +{(after.Peak - before.Resident) / Mega} MiB at the peak ({string.Join(", ", statuses)})."));

        // The room is used up, but for some of it where several that are refused at once are in each other's way. Each gets
        // its answer: Linux gives what arrived before a reset to whoever reads after it.
        var room = 64 * Mega / sent;
        var held = answers.Count(answer => answer == "HTTP/1.1 408");
        Assert.InRange(held, room * 3 / 4, room);
        Assert.Equal(uploads - held, answers.Count(answer => answer == "HTTP/1.1 503"));

        // Without the limit, it is more than 400 MiB. How much garbage there is at the peak depends on the machine.
        Assert.InRange(after.Peak - before.Resident, 0, 5 * 64 * Mega);
        await DeliverAsync(receiver, 1_000);
    }

    private static async Task DeliverAsync(RunningSample receiver, int deliveries)
    {
        var left = deliveries / PipelineLength;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
        {
            while (Volatile.Read(ref left) > 0)
            {
                using var connection = await RawConnection.OpenAsync(receiver.Address);
                await using var stream = new NetworkStream(connection.Socket);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                for (var i = 0; i < PipelinesOfConnection && Interlocked.Decrement(ref left) is >= 0 and var number; i++)
                {
                    await s_pipelines[number % s_pipelines.Length].SendAsync(stream, reader);
                }

                await s_last.SendAsync(stream, reader);
            }
        }));
    }

    private static PipelinedRequests CreatePipeline(int number)
    {
        var random = new Random(number);
        var requests = new List<byte>();
        var statuses = new List<int>();
        for (var i = 0; i < PipelineLength; i++)
        {
            // 2 bytes to 32 KiB, small ones mostly.
            var body = Body($"{number}x{i}", (int)Math.Pow(2, 1 + (random.NextDouble() * 14)));
            var (signature, status) = random.Next(10) switch
            {
                0 => (Signed.Hex(body, "whsk_another_organization"), 401),
                1 => (Signed.Hex(body)[1..], 401),
                2 => (Signed.Hex(body = body[..^1]), 400),
                _ => (Signed.Hex(body), 200),
            };
            requests.AddRange([.. Head(signature, body.Length), .. body]);
            statuses.Add(status);
        }

        return new([.. requests], [.. statuses]);
    }

    private static byte[] Body(string id, int size)
    {
        var json = $$"""[{"type":"room-entered","id":"{{id}}","user":{"id":7,"name":"N {{id}}"},"cut":"\ud83d","more":"{{new string('x', size)}}"}]""";
        return size < 10 ? "[]"u8.ToArray() : Encoding.ASCII.GetBytes(json);
    }

    private static byte[] Head(string signature, int length) => Encoding.Latin1.GetBytes(
        $"POST /read HTTP/1.1\r\nHost: localhost\r\nx-signature: {signature}\r\nx-signature-algo: sha256\r\nContent-Length: {length}\r\n\r\n");
}
