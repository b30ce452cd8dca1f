namespace ScreenMeet.AspNetCore.Fuzzing;

// What the server gets of a body in one go: after a while, or never, for this reason.
internal sealed record BodyPart(TimeSpan Delay, BodyFault? Fault, byte[] Bytes)
{
    // No UTF-8 text holds it. The byte behind it gives the delay in seconds, or with its high bit the fault.
    private const byte Mark = 0xff;

    public static BodyPart[] ReadAll(ReadOnlySpan<byte> input)
    {
        var parts = new List<BodyPart>();
        var (delay, fault) = (TimeSpan.Zero, (BodyFault?)null);
        while (input.IndexOf(Mark) is >= 0 and var length && length + 1 < input.Length)
        {
            parts.Add(new(delay, fault, input[..length].ToArray()));
            var code = input[length + 1];
            (delay, fault) = code < 0x80
                ? (TimeSpan.FromSeconds(code), null)
                : (TimeSpan.Zero, BodyFault.All[code % BodyFault.All.Count]);
            input = input[(length + 2)..];
        }

        return [.. parts, new(delay, fault, input.ToArray())];
    }
}
