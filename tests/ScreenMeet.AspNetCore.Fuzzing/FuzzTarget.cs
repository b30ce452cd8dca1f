namespace ScreenMeet.AspNetCore.Fuzzing;

internal static class FuzzTarget
{
    // Each takes any bytes, throws when the code under test is not what its oracle says, and names what came of them.
    public static readonly IReadOnlyDictionary<string, Func<byte[], string>> All = new Dictionary<string, Func<byte[], string>>
    {
        ["signature"] = SignatureTarget.Run,
        ["parser"] = ParserTarget.Run,
        ["middleware"] = MiddlewareTarget.Run,
    };
}
