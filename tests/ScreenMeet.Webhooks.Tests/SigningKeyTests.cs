using System.Text;
using CsCheck;

namespace ScreenMeet.Webhooks.Tests;

public class SigningKeyTests
{
    private const int Cases = 20_000;
    private const string Key = "whsk_3f1c9a7e5b2d4860";
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly byte[] s_body = "[]"u8.ToArray();
    private static readonly string s_signature = ScreenMeetSignature.Compute(s_body, Key);

    // Keys as generators of keys and passwords write them. Special characters are neither first nor last.
    private static readonly Dictionary<string, Gen<string>> s_randomKeys = new()
    {
        ["a prefix and hex"] = Text("0123456789abcdef", 16, 64).Select(hex => "whsk_" + hex),
        ["hex"] = Text("0123456789abcdef", 16, 128),
        ["upper-case hex"] = Text("0123456789ABCDEF", 16, 128),
        ["UUID"] = Gen.Guid.Select(guid => guid.ToString()),
        ["base64"] = Gen.Byte.Array[6, 64].Select(bytes => Convert.ToBase64String(bytes)),
        ["base64 that begins with a slash"] = Gen.Byte.Array[6, 64].Select(bytes => "/" + Convert.ToBase64String(bytes)[1..]),
        ["base64url"] = Gen.Byte.Array[6, 64].Select(bytes => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_')),
        ["base62"] = Text(Letters + Digits, 8, 64),
        ["base62 of 8 characters"] = Text(Letters + Digits, 8, 8),
        ["base32"] = Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 8, 64),
        ["a password"] = Gen.Select(
            Text(Letters + Digits, 1, 1), Text(Letters + Digits + "!#$%&*", 8, 40), Text(Letters + Digits, 1, 1), (first, inner, last) => first + inner + last),
    };

    public static TheoryData<string> RandomKeys => [.. s_randomKeys.Keys];

    public static TheoryData<string, string> Texts
    {
        get
        {
            var texts = new TheoryData<string, string>();
            foreach (var (fault, examples) in new Dictionary<string, string[]>
            {
                ["is blank"] = ["", " ", "\t\r\n", "\u00a0\u3000"],
                ["contains the invisible character U+0000 at position 0"] = ["\0", "\0\0", "\0" + Key],
                ["contains the invisible character U+FEFF at position 0"] = ["\ufeff", "\ufeff" + Key],
                ["contains the invisible character U+000A at position 21"] = [Key + "\n"],
                ["contains the invisible character U+0009 at position 10"] = ["whsk_3f1c9\ta7e5b2d4860"],
                ["contains the invisible character U+00A0 at position 10"] = ["whsk_3f1c9\u00a0a7e5b2d4860"],
                ["contains the invisible character U+200B at position 10"] = ["whsk_3f1c9\u200ba7e5b2d4860"],
                ["contains the invisible character U+FE0F at position 6"] = ["ü🔑鍵kü\ufe0f"],
                ["contains the invisible character U+E0041 at position 21"] = [Key + "\U000E0041"],
                ["contains the invisible character U+D83D at position 21"] = [Key + "\ud83d", Key + "\ud83dx"],
                ["contains the invisible character U+DE00 at position 0"] = ["\ude00" + Key],
                ["has quotation marks around it"] = [$"\"{Key}\"", $"'{Key}'", $"`{Key}`", $"“{Key}”", $"„{Key}“", $"«{Key}»", $"‘{Key}’", "\"\"", "'your-key'"],
                ["has a quotation mark at one end"] = [$"\"{Key}", $"{Key}'", $"\\\"{Key}\\\"", $"\"{Key}\","],
                ["is the path of a file or of a secret"] =
                [
                    "/run/secrets/screenmeet_signing_key", "/run/secrets/x", "/etc/key", "/var/lib/x", "/mnt/store/a", "/app/key.txt", "/home/ada/key",
                    "./key", "../key", "~/key", @".\key", @"C:\keys\screenmeet.txt", "D:/keys/x", @"\\host\share\key", "prod/screenmeet/signing-key",
                    "/prod/screenmeet/key", "secret/data/webhooks", "kv/prod/SigningKey",
                ],
                ["has the form of an assignment"] =
                [
                    $"ScreenMeet__SigningKey={Key}", $"KEY={Key}", $"export X={Key}", $"ScreenMeet:SigningKey={Key}", $"--key={Key}", $"SigningKey: {Key}",
                    $"key={Key}", $"KEY=\"{Key}\";", $"={Key}", $"SigningKey => {Key}", "-----BEGIN PRIVATE KEY-----",
                ],
                ["is a reference to a secret that was not resolved"] =
                [
                    "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/screenmeet/)", "@Microsoft.KeyVault(VaultName=x;SecretName=y)", "@Microsoft.KeyVault(SecretUri=ht",
                    "@Microsoft.AppConfiguration(Endpoint=https://x.example; Key=y)", "ScreenMeet:SigningKey", "op://vault/item/field?attribute=otp",
                    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:screenmeet", "arn:aws:ssm:x", "projects/x/secrets/y", "projects/1/x", "op://vault/item/field",
                    "vault:secret/data/screenmeet#key", "secretref:screenmeet-key", "keyvault:screenmeet", "ssm:/prod/key", "https://example.com/key", "file:/run/x",
                    "file:key", "env:KEY", "$env:KEY", "gcp-sm://x", "ref+vault://x", "ENC[AES256_GCM,data:x]", "ENC[x]", "ENC(G6N718UuyPE5bHyWKyuLQSm02auQPUtm)",
                    "{cipher}682bc583f4641835fa2db009355293665d2647dade3375c0ee201de2a49f7bda", "!vault|$ANSIBLE_VAULT;1.1;AES256", "!Ref x", "$SCREENMEET_SIGNING_KEY", "$KEY",
                    "$KEY_2", "$screenMeetSigningKey", "${SCREENMEET_SIGNING_KEY}", "${X:-y}", "whsk_${X}", "$(SigningKey)", "#{ScreenMeet.SigningKey}#", "#{x}", "{{ signing_key }}",
                    "${{ secrets.KEY }}", "%SCREENMEET_KEY%", "%KEY%-2", "env.KEY", "process.env.KEY", "secrets.KEY", "var.screenmeet_key", "Environment.Get(x)",
                ],
                ["is a placeholder"] =
                [
                    "SCREENMEET_SIGNING_KEY_2", "changeme123", "screenmeet-signing-key-prod", "local-dev-signing-key", "secret123",
                    "<your signing key>", "<key>", "whsk_<key>", "{key}", "{}", "[key]", "[REDACTED]", "(key)", "%ab cd%", "#KEY#", "@KEY@", "__KEY__", "____",
                    "REPLACE_WITH_KEY", "YOUR_KEY_HERE", "YOUR_SIGNING_KEY_HERE", "your-signing-key", "yourkeyhere", "Your-Organization's-Key", "paste what the console shows",
                    "changeme", "ChangeMe", "change-me", "change_this", "xxxx", "xxxxxxxxxxxxxxxxxxxx", "xxxx-xxxx-xxxx", "00000000-0000-0000-0000-000000000000",
                    "********", "••••••••", "whsk_xxxxxxxxxxxxxxxx", "whsk_...", "whsk_…", "a", "--------", "todo", "TO-DO", "tbd", "null", "NULL", "undefined", "none", "example",
                    "dummy", "test", "test-key", "secret", "password", "placeholder", "key", "signing_key", "SigningKey", "ScreenMeet__SigningKey",
                    "SCREENMEET_SIGNING_KEY", "SCREENMEET_SIGNING_KEY=", "secretKeyRef", "fixme", "insert-key-here", "my-secret", "foobar",
                ],
                ["contains white space at position 0"] = [" " + Key],
                ["contains white space at position 21"] = [Key + " "],
                ["contains white space at position 10"] = ["whsk_3f1c9 a7e5b2d4860", "ab🔑cd🔑ef a7e5"],
                ["is the same text repeated"] = ["abcabcabc", "whsk_whsk_whsk_", "abababa", "🔑🔑🔑", Key + Key, Key + Key + Key],
            })
            {
                foreach (var example in examples)
                {
                    texts.Add(example, fault);
                }
            }

            return texts;
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_that_cannot_be_a_key_neither_signs_nor_verifies(string text, string fault)
    {
        var signing = Assert.Throws<ArgumentException>(() => ScreenMeetSignature.Compute(s_body, text));
        var verifying = Assert.Throws<ArgumentException>(() => ScreenMeetSignature.Verify(s_body, s_signature, Key, text));

        Assert.Equal(("signingKey", "signingKeys"), (signing.ParamName, verifying.ParamName));
        Assert.StartsWith($"The signing key {fault}. Copy the key from the ScreenMeet console", signing.Message, StringComparison.Ordinal);
        Assert.StartsWith($"The signing key {fault}. Copy the key from the ScreenMeet console", verifying.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<whsk_3f1c9a7e5b2d4860>")]
    [InlineData("'whsk_3f1c9a7e5b2d4860'")]
    [InlineData("KEY=whsk_3f1c9a7e5b2d4860")]
    [InlineData("vault:whsk_3f1c9a7e5b2d4860")]
    [InlineData("/etc/whsk_3f1c9a7e5b2d4860")]
    [InlineData(" whsk_3f1c9a7e5b2d4860")]
    [InlineData("whsk_3f1c9a7e5b2d4860\u200b")]
    [InlineData("whsk_3f1c9a7e5b2d4860whsk_3f1c9a7e5b2d4860")]
    public void The_exception_does_not_quote_the_key(string text) =>
        Assert.DoesNotContain("3f1c9", Assert.Throws<ArgumentException>(() => ScreenMeetSignature.Compute(s_body, text)).ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_key_that_is_refused_is_refused_each_time()
    {
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Throws<ArgumentException>(() => ScreenMeetSignature.Compute(s_body, "REPLACE_WITH_KEY")));
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Equal(s_signature, ScreenMeetSignature.Compute(s_body, Key)));
    }

    [Theory]
    [InlineData(Key)]
    [InlineData("whsk_not_the_key")]
    [InlineData("whsk_of_another_organization")]
    [InlineData("whsk_blue_5cf00d11ab")]
    [InlineData("whsk_the_key_of_emea")]
    [InlineData("123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("Tr0ub4dor&3")]
    [InlineData("$2uP!x#9")]
    [InlineData("%7gT%k!w")]
    [InlineData("%S%s&uabc%JU9Q0Vi")]
    [InlineData("#4kT9!xPq2#")]
    [InlineData("%4kT9!xPq2%")]
    [InlineData("correct-horse-battery-staple")]
    [InlineData("/9j/4AAQSkZJRgABAQ==")]
    [InlineData("AbC+/d8=")]
    [InlineData("/etc/AbC3d8=")]
    [InlineData("abcdefgh")]
    [InlineData("Schlüssel-鍵-🔑-4860")]
    public void What_can_be_a_key_signs(string key) =>
        Assert.Equal(ScreenMeetSignatureResult.Valid, ScreenMeetSignature.Verify(s_body, ScreenMeetSignature.Compute(s_body, key), key));

    [Theory]
    [MemberData(nameof(RandomKeys))]
    public void A_random_key_signs(string kind) => s_randomKeys[kind].Sample(key => ScreenMeetSignature.Compute(s_body, key), iter: Cases);

    private static Gen<string> Text(string alphabet, int from, int to) => Gen.OneOf(alphabet.ToCharArray()).Array[from, to].Select(characters => new string(characters));
}
