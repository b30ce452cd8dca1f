using System.Net;

namespace ScreenMeet.AspNetCore.StressTests;

// A body without a length. Of one that is too large by its last byte, all is on the way when it is refused.
internal sealed class PiecemealContent(byte[] body) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        foreach (var piece in new[] { body.AsMemory(0, body.Length / 2), body.AsMemory(body.Length / 2, (body.Length + 1) / 2 - 1), body.AsMemory(body.Length - 1) })
        {
            await stream.WriteAsync(piece);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
