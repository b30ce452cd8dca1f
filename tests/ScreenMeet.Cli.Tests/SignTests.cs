using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

public sealed class SignTests
{
    private const string Body = """[{"type":"session-note","id":"fBjiPO","label":"Prüfung – naïve ☂ 日本"}]""";

    // printf %s "$body" | openssl dgst -sha256 -hmac whsk_3f1c9a7e5b2d4860
    private const string Signature = "fb0ee95c53acc0507e2ef6fc8e036de91d3ae613ffb92b385903cead89d96f5e";

    [Fact]
    public async Task The_headers_are_those_of_OpenSSL()
    {
        var result = await Tool.RunAsync(ToolStart.WithInput(Body), "sign", "--key", Signed.SampleKey);

        Assert.Equal(new ToolResult(0, $"x-signature: {Signature}\nx-signature-algo: sha256\n", ""), result);
    }

    [Fact]
    public async Task The_signature_can_be_base64_JSON_or_alone()
    {
        var base64 = await Tool.RunAsync(ToolStart.WithInput(Body), "sign", "--key", Signed.SampleKey, "--base64");
        var json = await Tool.RunAsync(ToolStart.WithInput(Body), "sign", "--key", Signed.SampleKey, "--output", "json");
        var quiet = await Tool.RunAsync(ToolStart.WithInput(Body), "sign", "--key", Signed.SampleKey, "--output", "quiet");

        Assert.StartsWith($"x-signature: {Convert.ToBase64String(Convert.FromHexString(Signature))}\n", base64.Output, StringComparison.Ordinal);
        Assert.Equal((Signature, "sha256"), ((string?)json.Json["x-signature"], (string?)json.Json["x-signature-algo"]));
        Assert.Equal($"{Signature}\n", quiet.Output);
    }

    [Fact]
    public async Task A_body_of_any_bytes_is_signed_as_it_is()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, 0x00, 0xFF, 0x0D, 0x0A];

        var result = await Tool.RunAsync(ToolStart.WithInput(body), "sign", "--key", Signed.Key, "--output", "quiet");

        Assert.Equal(Signed.Hex(body).ToLowerInvariant(), result.Output.Trim());
    }
}
