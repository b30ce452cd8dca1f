using System.Buffers;
using System.Diagnostics;

namespace ScreenMeet.AspNetCore;

// Collects bytes in one pooled array. The array grows with the bytes that arrive, not with Content-Length, so it is never more
// than twice as large as they are.
internal struct PooledBuffer
{
    private byte[]? _array;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Bytes => _array.AsSpan(0, Length);

    public void Append(in ReadOnlySequence<byte> bytes)
    {
        var length = checked(Length + (int)bytes.Length);
        if (length > (_array?.Length ?? 0))
        {
            Grow(length);
        }

        bytes.CopyTo(_array.AsSpan(Length));
        Length = length;
    }

    public void Return()
    {
        if (_array is not null)
        {
            Poison(_array);
            ArrayPool<byte>.Shared.Return(_array);
            _array = null;
            Length = 0;
        }
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(2L * Length, length, Array.MaxLength));
        Bytes.CopyTo(larger);
        var used = Length;
        Return();
        (_array, Length) = (larger, used);
    }

    // A reference into a returned buffer shows up in tests, because they run Debug builds.
    [Conditional("DEBUG")]
    private static void Poison(byte[] array) => array.AsSpan().Fill(0xDB);
}
