using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// The body of a delivery, stored without a second copy of the events. Each event owns a copy of its bytes, so only the bytes
// around the events are kept here (a byte order mark, brackets, commas, white space). The whole body is copied only for the
// few applications that use it.
internal sealed class BodyPieces
{
    private readonly ScreenMeetEvent[] _events;
    private readonly byte[] _around;

    // For each event, the index in _around at which the bytes before it end.
    private readonly int[] _ends;

    // The events were parsed from the body, which is not referenced afterwards.
    public BodyPieces(ReadOnlySpan<byte> body, ScreenMeetEvent[] events)
    {
        _events = events;
        _around = new byte[body.Length - events.Sum(static e => e.RawJson.Length)];
        _ends = new int[events.Length];
        Length = body.Length;

        var rest = body;
        var free = _around.AsSpan();
        for (var i = 0; i < events.Length; i++)
        {
            var start = FindEvent(rest);
            free = Append(rest[..start], free);
            rest = rest[(start + events[i].RawJson.Length)..];
            _ends[i] = _around.Length - free.Length;
        }

        Append(rest, free);
    }

    // The body's length in bytes.
    public int Length { get; }

    public byte[] Join()
    {
        var body = new byte[Length];
        var free = body.AsSpan();
        var start = 0;
        for (var i = 0; i < _events.Length; i++)
        {
            free = Append(_around.AsSpan(start.._ends[i]), free);
            free = Append(_events[i].RawJson.Span, free);
            start = _ends[i];
        }

        Append(_around.AsSpan(start), free);
        return body;
    }

    // A bracket precedes the first event, and a comma precedes each of the others.
    private static int FindEvent(ReadOnlySpan<byte> rest)
    {
        var start = rest.IndexOfAny((byte)'[', (byte)',') + 1;
        return start + rest[start..].IndexOfAnyExcept(" \t\r\n"u8);
    }

    private static Span<byte> Append(ReadOnlySpan<byte> piece, Span<byte> free)
    {
        piece.CopyTo(free);
        return free[piece.Length..];
    }
}
