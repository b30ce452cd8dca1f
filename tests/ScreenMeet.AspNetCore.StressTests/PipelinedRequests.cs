using System.Globalization;
using System.Net.Sockets;

namespace ScreenMeet.AspNetCore.StressTests;

// Requests that go out back to back on one connection, and the statuses that have to come back in their order.
internal sealed record PipelinedRequests(byte[] Requests, int[] Statuses)
{
    public async Task SendAsync(NetworkStream stream, StreamReader reader)
    {
        // While the answers come in: neither side waits for the other to read.
        var sending = stream.WriteAsync(Requests, TestContext.Current.CancellationToken);
        foreach (var status in Statuses)
        {
            Assert.Equal(status, await ReadStatusAsync(reader));
        }

        await sending;
    }

    // No answer has a body.
    private static async Task<int> ReadStatusAsync(StreamReader reader)
    {
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 ", line, StringComparison.Ordinal);
        var status = int.Parse(line!.AsSpan(9, 3), CultureInfo.InvariantCulture);
        while (line?.Length > 0)
        {
            line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        }

        return status;
    }
}
