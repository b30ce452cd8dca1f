using System.IO.Compression;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests.Harness;

// An application that decompresses bodies in front of the middleware, and counts to how many bytes.
public class DecompressingWireServer : WireServer
{
    public const int Limit = 100_000;

    protected DecompressingWireServer(Server server, Action<ScreenMeetWebhookOptions>? options = null)
        : base(
            server,
            webhook =>
            {
                webhook.MaxBodySize = Limit;
                options?.Invoke(webhook);
            },
            builder => builder.Services.AddRequestDecompression().AddSingleton<InflatedBytes>(),
            app => app.UseRequestDecompression().Use((context, next) =>
            {
                context.Request.Body = new CountingStream(context.Request.Body, context.RequestServices.GetRequiredService<InflatedBytes>().Add);
                return next(context);
            }))
    {
    }

    internal InflatedBytes Inflated => Services.GetRequiredService<InflatedBytes>();

    internal static string Compress(string text, string encoding)
    {
        using var compressed = new MemoryStream();
        using (Stream compressor = encoding.ToUpperInvariant() switch
        {
            "GZIP" => new GZipStream(compressed, CompressionLevel.Optimal),
            "BR" => new BrotliStream(compressed, CompressionLevel.Optimal),
            _ => new ZLibStream(compressed, CompressionLevel.Optimal),
        })
        {
            compressor.Write(Encoding.Latin1.GetBytes(text));
        }

        return Encoding.Latin1.GetString(compressed.ToArray());
    }
}
