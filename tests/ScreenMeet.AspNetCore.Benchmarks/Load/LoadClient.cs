using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace ScreenMeet.AspNetCore.Benchmarks;

// Posts one signed body again and again over a few connections: with wrk where it is installed, else by itself.
internal static partial class LoadClient
{
    private const int Connections = 8;
    private const string Wrk = "/usr/bin/wrk";

    private const string Script = """
        local file = io.open(os.getenv("BODY"), "rb")
        wrk.method, wrk.body = "POST", file:read("*a")
        wrk.headers["Content-Type"] = "text/plain"
        wrk.headers["x-signature"], wrk.headers["x-signature-algo"] = os.getenv("SIGNATURE"), "sha256"
        """;

    public static string Name => File.Exists(Wrk) ? "wrk" : "the built-in client";

    // Gives the number of requests that were answered, all with 200, and the seconds that took.
    public static async Task<(double Requests, double Seconds)> PostAsync(Uri address, byte[] body, int seconds) =>
        File.Exists(Wrk) ? await PostWithWrkAsync(address, body, seconds) : await PostWithSocketsAsync(address, body, TimeSpan.FromSeconds(seconds));

    private static async Task<(double Requests, double Seconds)> PostWithWrkAsync(Uri address, byte[] body, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (script, bodyFile) = (Path.Combine(folder.FullName, "post.lua"), Path.Combine(folder.FullName, "body"));
            await File.WriteAllTextAsync(script, Script);
            await File.WriteAllBytesAsync(bodyFile, body);
            var start = LoadProcess.OnCore(1, Wrk, "-t1", $"-c{Connections}", $"-d{seconds}s", "-s", script, address.AbsoluteUri);
            start.RedirectStandardOutput = true;
            (start.Environment["BODY"], start.Environment["SIGNATURE"]) = (bodyFile, Deliveries.Signature(body));
            using var wrk = Process.Start(start)!;
            var output = await wrk.StandardOutput.ReadToEndAsync();
            var summary = Summary.Match(output);
            return summary.Success && !output.Contains("Non-2xx", StringComparison.Ordinal) && !output.Contains("Socket errors", StringComparison.Ordinal)
                ? (Parse(summary.Groups[1]), Parse(summary.Groups[2]))
                : throw new InvalidOperationException($"Not every request to {address} was answered with 200:\n{output}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static double Parse(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
    }

    internal static async Task<(double Requests, double Seconds)> PostWithSocketsAsync(Uri address, byte[] body, TimeSpan time)
    {
        var head = $"POST {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\n"
            + $"x-signature: {Deliveries.Signature(body)}\r\nx-signature-algo: sha256\r\n\r\n";
        byte[] request = [.. Encoding.ASCII.GetBytes(head), .. body];
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => PostOnOneConnectionAsync()));
        return (counts.Sum(), clock.Elapsed.TotalSeconds);

        async Task<long> PostOnOneConnectionAsync()
        {
            using var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(address.Host, address.Port);
            var stream = client.GetStream();
            var buffer = new byte[1024];
            var count = 0L;
            for (; clock.Elapsed < time; count++)
            {
                await stream.WriteAsync(request);
                var length = 0;
                while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                {
                    var read = await stream.ReadAsync(buffer.AsMemory(length));
                    length += read > 0 ? read : throw new InvalidOperationException($"{address} closed the connection.");
                }

                if (!buffer.AsSpan().StartsWith("HTTP/1.1 200 "u8))
                {
                    throw new InvalidOperationException($"{address} answered {Encoding.ASCII.GetString(buffer, 0, length)}");
                }
            }

            return count;
        }
    }

    [GeneratedRegex("""(\d+) requests in ([\d.]+)s,""")]
    private static partial Regex Summary { get; }
}
