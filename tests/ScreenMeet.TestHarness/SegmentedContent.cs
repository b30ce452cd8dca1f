using System.Net;

namespace ScreenMeet.TestHarness;

// A body that is cut into segments, each of which is flushed. A cut is a position from 0 (start) to 1 (end). The body is sent with
// its length or in chunks.
public sealed class SegmentedContent(byte[] body, double[] cuts, bool isDeclared) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var start = 0;
        foreach (var end in cuts.Order().Select(cut => (int)(cut * body.Length)).Append(body.Length))
        {
            await stream.WriteAsync(body.AsMemory(start..end));
            await stream.FlushAsync();
            await Task.Yield();
            start = end;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return isDeclared;
    }
}
