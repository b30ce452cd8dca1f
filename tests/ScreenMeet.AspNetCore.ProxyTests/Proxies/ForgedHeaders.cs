namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

// What a stranger without a key sends.
internal static class ForgedHeaders
{
    // Well formed, so that the body is read.
    public const string Signature = "0000000000000000000000000000000000000000000000000000000000000000";

    public static TheoryData<string> Headers =>
    [
        "",
        "x-signature: malformed\r\nx-signature-algo: sha256\r\n",
        $"x-signature: {Signature}\r\nx-signature-algo: sha256\r\n",
    ];
}
