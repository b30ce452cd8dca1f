using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ScreenMeet.AspNetCore.Benchmarks;

// The best that one could write by hand: one pooled buffer, one-shot hashing, a source-generated parse of the span.
internal static class Floor
{
    private static readonly byte[] s_key = Encoding.UTF8.GetBytes(Deliveries.Key);

    public static bool Verify(ReadOnlySpan<byte> body, string signature)
    {
        Span<byte> sent = stackalloc byte[32];
        Span<byte> computed = stackalloc byte[32];
        if (signature.Length != 64 || Convert.FromHexString(signature, sent, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        HMACSHA256.HashData(s_key, body, computed);
        return CryptographicOperations.FixedTimeEquals(computed, sent);
    }

    public static FloorEvent[] Parse(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize(body, FloorJson.Default.FloorEventArray)!;

    public static RequestDelegate Endpoint(Func<FloorEvent[], long> handler) => async context =>
    {
        var request = context.Request;
        if (request.Headers["x-signature"] is not [{ Length: 64 } signature] || request.ContentLength is not (>= 0 and <= 4 * 1024 * 1024))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)request.ContentLength.Value);
        try
        {
            var length = 0;
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(context.RequestAborted);
                read.Buffer.CopyTo(buffer.AsSpan(length));
                length += (int)read.Buffer.Length;
                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            if (Verify(buffer.AsSpan(0, length), signature))
            {
                Sink.Value = handler(Parse(buffer.AsSpan(0, length)));
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    };
}
