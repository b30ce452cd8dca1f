using System.Text;
using System.Text.Json.Nodes;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

// Each way to sign is made by Node, Python, PHP or OpenSSL, which share no code with the tool.
public sealed class VerifyTests
{
    private const string Key = "whsk_3f1c9a7e5b2d4860";

    // In every script below: the key, an array of events in the form in which JSON.stringify writes it, and an HMAC of them.
    private const string Prelude = $$"""
        const c = require('crypto'), key = '{{Key}}';
        const events = [{ type: 'session-note', id: 'fBjiPO', label: "Prüfung <b> & 'naïve' / \"ok\"\n", more: [1, 2.5, {}, [], null] }, { type: 'audio-muted' }];
        const text = JSON.stringify(events), body = Buffer.from(text);
        const hmac = (data, algorithm = 'sha256', k = key) => c.createHmac(algorithm, k).update(data).digest();
        const hash = (algorithm, ...parts) => { const h = c.createHash(algorithm); parts.forEach(p => h.update(p)); return h.digest(); };
        const answer = (signature, sent = body) => process.stdout.write(JSON.stringify({ signature, body: Buffer.from(sent).toString('base64') }));
        """;

    [Theory]
    [InlineData("answer(hmac(body).toString('hex'))", "signature: hex;")]
    [InlineData("answer(hmac(body).toString('hex').toUpperCase())", "signature: hex;")]
    [InlineData("answer(hmac(body).toString('base64'))", "signature: base64;")]
    [InlineData("answer(hmac(body).toString('base64url'))", "signature: base64")]
    [InlineData("answer('  x-signature: ' + hmac(body).toString('hex') + '\\n')", "signature: hex;")]
    public Task What_a_receiver_accepts_is_genuine(string script, string scheme) => AssertVerdictAsync(script, "genuine", scheme, exitCode: 0);

    [Theory]
    [InlineData("answer('sha256=' + hmac(body).toString('hex'))", "behind the prefix 'sha256='")]
    [InlineData("answer('v1:' + hmac(body).toString('base64'))", "behind the prefix 'v1:'")]
    [InlineData("answer('t=1628527557,v1=' + hmac(body).toString('hex'))", "behind the prefix 'v1='")]
    [InlineData("answer('\"' + hmac(body).toString('hex') + '\"')", "hex in quotation marks")]
    [InlineData("answer(Buffer.from(hmac(body).toString('hex')).toString('base64'))", "base64 of the hex text")]
    [InlineData("answer(hmac(body).toString('hex').toUpperCase().match(/../g).join('-'))", "hex with separators")]
    [InlineData("answer(hmac(body).toString('hex').match(/../g).join(':'))", "hex with separators")]
    [InlineData("answer('0x' + hmac(body).toString('hex'))", "hex with separators")]
    public Task Another_encoding_of_the_signature_is_named(string script, string scheme) => AssertVerdictAsync(script, "other_signature_encoding", scheme);

    [Theory]
    [InlineData("answer(hmac(body, 'sha256', key + '\\n').toString('hex'))", Key, "UTF-8, with a line feed behind it")]
    [InlineData("answer(hmac(body, 'sha256', ' ' + key + ' ').toString('hex'))", " " + Key + " ", "UTF-8, with the white space around it")]
    [InlineData("answer(hmac(body, 'sha256', Buffer.from(key, 'utf16le')).toString('hex'))", Key, "UTF-16")]
    [InlineData("answer(hmac(body, 'sha256', '3f1c9a7e5b2d4860').toString('hex'))", Key, "UTF-8, without its prefix")]
    [InlineData("answer(hmac(body, 'sha256', Buffer.from('3f1c9a7e5b2d4860', 'hex')).toString('hex'))", Key, "decoded from hex, without its prefix")]
    [InlineData("answer(hmac(body, 'sha256', Buffer.from('3f1c9a7e5b2d4860', 'base64')).toString('hex'))", Key, "decoded from base64, without its prefix")]
    [InlineData("answer(hmac(body, 'sha256', Buffer.from('9d40f7c36be1825a', 'hex')).toString('hex'))", "9d40f7c36be1825a", "decoded from hex")]
    [InlineData("answer(hmac(body, 'sha256', Buffer.from('nUD3w2vhgloQ2/8+zA==', 'base64')).toString('hex'))", "nUD3w2vhgloQ2/8+zA==", "decoded from base64")]
    [InlineData("answer(hmac(body, 'sha256', Buffer.from('nUD3w2vhgloQ2_8-zA', 'base64url')).toString('hex'))", "nUD3w2vhgloQ2_8-zA", "decoded from base64")]
    public Task Another_reading_of_the_key_is_named(string script, string key, string scheme) => AssertVerdictAsync(script, "other_key_encoding", scheme, key);

    // Every hash that the doctor knows, with every way to join key and body.
    public static MatrixTheoryData<string, string> Schemes => new(["sha1", "sha256", "sha384", "sha512"], ["hmac", "exchanged", "key first", "body first", "alone"]);

    [Theory]
    [MemberData(nameof(Schemes))]
    public Task Each_scheme_is_named(string hash, string joining)
    {
        var name = hash.ToUpperInvariant();
        var (made, verdict, scheme) = joining switch
        {
            "hmac" when hash == "sha256" => ("hmac(body, 'sha256')", "genuine", "HMAC-SHA256;"),
            "hmac" => ($"hmac(body, '{hash}')", "other_scheme", $"HMAC-{name};"),
            "exchanged" => ($"hmac(key, '{hash}', body)", "other_scheme", $"HMAC-{name} with key and body exchanged;"),
            "key first" => ($"hash('{hash}', key, body)", "other_scheme", $"{name} of the key followed by the body;"),
            "body first" => ($"hash('{hash}', body, key)", "other_scheme", $"{name} of the body followed by the key;"),
            _ => ($"hash('{hash}', body)", "not_signed", $"{name} of the body alone;"),
        };
        return AssertVerdictAsync($"answer({made}.toString('hex'))", verdict, scheme, exitCode: verdict == "genuine" ? 0 : 1);
    }

    // The same for every way to write the signature.
    public static MatrixTheoryData<string, string> Spellings => new(
        ["sha1", "sha256", "sha384", "sha512"],
        ["hex", "upper-case hex", "base64", "base64url", "prefixed", "listed", "quoted", "hyphens", "colons", "0x", "base64 of hex"]);

    [Theory]
    [MemberData(nameof(Spellings))]
    public Task Each_spelling_of_each_hash_is_read(string hash, string spelling)
    {
        var (made, name) = spelling switch
        {
            "hex" => ("mac.toString('hex')", "signature: hex;"),
            "upper-case hex" => ("mac.toString('hex').toUpperCase()", "signature: hex;"),
            "base64" => ("mac.toString('base64')", "signature: base64"),
            "base64url" => ("mac.toString('base64url')", "signature: base64"),
            "prefixed" => ($"'{hash}=' + mac.toString('base64')", $" behind the prefix '{hash}=';"),
            "listed" => ("'t=1628527557,v1=' + mac.toString('hex')", "signature: hex behind the prefix 'v1=';"),
            "quoted" => ("'\"' + mac.toString('hex') + '\"'", "signature: hex in quotation marks;"),
            "hyphens" => ("mac.toString('hex').toUpperCase().match(/../g).join('-')", "signature: hex with separators;"),
            "colons" => ("mac.toString('hex').match(/../g).join(':')", "signature: hex with separators;"),
            "0x" => ("'0x' + mac.toString('hex')", "signature: hex with separators;"),
            _ => ("Buffer.from(mac.toString('hex')).toString('base64')", "signature: base64 of the hex text;"),
        };
        var isAccepted = spelling is "hex" or "upper-case hex" or "base64" or "base64url";
        var verdict = hash != "sha256" ? "other_scheme" : isAccepted ? "genuine" : "other_signature_encoding";
        return AssertVerdictAsync($"const mac = hmac(body, '{hash}'); answer({made})", verdict, name, exitCode: verdict == "genuine" ? 0 : 1);
    }

    [Theory]
    [InlineData("answer(hmac(body).toString('hex'), text + '\\n')", "without the line break at its end", "Editors and 'echo'")]
    [InlineData("answer(hmac(body).toString('hex'), text + '\\r\\n')", "without the line break at its end", "Editors and 'echo'")]
    [InlineData("answer(hmac(text + '\\n').toString('hex'))", "with a line feed behind it", "Editors and 'echo'")]
    [InlineData("answer(hmac(text + '\\r\\n').toString('hex'))", "with CRLF behind it", "Editors and 'echo'")]
    [InlineData("answer(hmac(body).toString('hex'), '  ' + text + ' ')", "without the white space around it", "Editors and 'echo'")]
    [InlineData("answer(hmac(body).toString('hex'), '\\ufeff' + text)", "without its byte order mark", "byte order mark")]
    [InlineData("answer(hmac('\\ufeff' + text).toString('hex'))", "with a byte order mark in front", "byte order mark")]
    [InlineData("const t = '[\\n{}]'; answer(hmac(t).toString('hex'), t.replace('\\n', '\\r\\n'))", "with LF instead of CRLF", "convert line breaks")]
    [InlineData("const t = '[\\r\\n{}]'; answer(hmac(t).toString('hex'), t.replace('\\r\\n', '\\n'))", "with CRLF instead of LF", "convert line breaks")]
    [InlineData("answer(hmac(Buffer.from(text, 'latin1')).toString('hex'))", "in ISO-8859-1", "charset")]
    [InlineData("answer(hmac(body).toString('hex'), Buffer.from(text, 'latin1'))", "in UTF-8, where ISO-8859-1 arrived", "charset")]
    [InlineData("answer(hmac(body).toString('hex'), Buffer.from(body.toString('latin1')))", "in ISO-8859-1", "charset")]
    [InlineData("answer(hmac(Buffer.from('[\"\\u20ac\"]')).toString('hex'), Buffer.from([0x5b, 0x22, 0x80, 0x22, 0x5d]))", "in UTF-8, where Windows-1252 arrived", "charset")]
    [InlineData("answer(hmac(Buffer.from(text, 'utf16le')).toString('hex'))", "in UTF-16 (little-endian)", "charset")]
    [InlineData("answer(hmac(body).toString('hex'), Buffer.from(text, 'utf16le'))", "in UTF-8, where UTF-16 (little-endian) arrived", "charset")]
    [InlineData("answer(hmac(Buffer.from(text, 'utf16le').swap16()).toString('hex'))", "in UTF-16 (big-endian)", "charset")]
    [InlineData("answer(hmac(body).toString('hex'), Buffer.from(text, 'utf16le').swap16())", "in UTF-8, where UTF-16 (big-endian) arrived", "charset")]
    [InlineData("answer(hmac(Buffer.from([0x5b, 0x22, 0x80, 0x22, 0x5d])).toString('hex'), '[\"\u20ac\"]')", "in Windows-1252", "charset")]
    [InlineData("answer(hmac(body).toString('hex'), JSON.stringify(events, null, 2))", "without white space, escaped as by JSON.stringify", "re-serialized")]
    [InlineData("answer(hmac(JSON.stringify(events, null, 2)).toString('hex'))", "indented by 2, escaped as by JSON.stringify", "re-serialized")]
    [InlineData("answer(hmac(JSON.stringify(events, null, 4)).toString('hex'))", "indented by 4, escaped as by JSON.stringify", "re-serialized")]
    [InlineData("answer(hmac(JSON.stringify(events, null, '\\t')).toString('hex'))", "indented by a tab, escaped as by JSON.stringify", "re-serialized")]
    [InlineData("answer(hmac(JSON.stringify(events, null, 2).replaceAll('\\n', '\\r\\n')).toString('hex'))", "indented by 2 with CRLF, escaped as by JSON.stringify", "re-serialized")]
    [InlineData("answer(hmac(text.replace(/[<>&']|[^\\0-~]/g, x => '\\\\u' + x.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')).replaceAll('\\\\\"', '\\\\u0022')).toString('hex'))", "escaped as by .NET", "re-serialized")]
    [InlineData("answer(hmac(text.replace(/[<>&]/g, x => '\\\\u00' + x.charCodeAt(0).toString(16))).toString('hex'))", "escaped as by Go", "re-serialized")]
    [InlineData("answer(hmac(text.replace(/[<>&=']/g, x => '\\\\u00' + x.charCodeAt(0).toString(16))).toString('hex'))", "escaped as by Gson", "re-serialized")]
    [InlineData("answer(hmac(JSON.stringify(events, null, 2) + '\\n').toString('hex'))", "indented by 2, escaped as by JSON.stringify, with a line feed behind it", "re-serialized")]
    [InlineData("answer(hmac('\\ufeff' + text + '\\r\\n').toString('hex'))", "with CRLF behind it, with a byte order mark in front", "")]
    public async Task A_body_that_was_changed_on_its_way_is_named(string script, string scheme, string hint)
    {
        var (signature, body) = await MakeAsync(script);

        var result = await VerifyAsync(signature, body, Key);

        AssertVerdict(result, "body_changed", scheme, exitCode: 1);
        Assert.Contains(hint, (string?)result.Json["sentence"] + (string?)result.Json["advice"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json.dumps(events)", "with a space behind each comma and colon, escaped as by Python")]
    [InlineData("json.dumps(events, separators=(',', ':'))", "without white space, escaped as by Python")]
    [InlineData("json.dumps(events, ensure_ascii=False)", "with a space behind each comma and colon, escaped as by JSON.stringify")]
    [InlineData("json.dumps(events, indent=4)", "indented by 4, escaped as by Python")]
    public async Task JSON_of_Python_is_named(string expression, string scheme)
    {
        Commands.Require("python3");
        var (_, body) = await MakeAsync("answer('')");
        var signature = await Commands.RunAsync(
            "python3", "-c", $"import hashlib, hmac, json, sys; events = json.loads(sys.argv[1]); print(hmac.new(b'{Key}', {expression}.encode(), hashlib.sha256).hexdigest(), end='')", Encoding.UTF8.GetString(body));

        AssertVerdict(await VerifyAsync(signature, body, Key), "body_changed", scheme, exitCode: 1);
    }

    [Theory]
    [InlineData("json_encode($events)", "without white space, escaped as by PHP;")]
    [InlineData("json_encode($events, JSON_UNESCAPED_UNICODE)", "without white space, escaped as by PHP with JSON_UNESCAPED_UNICODE")]
    [InlineData("json_encode($events, JSON_PRETTY_PRINT)", "indented by 4, escaped as by PHP;")]
    [InlineData("json_encode($events, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE)", "indented by 4, escaped as by JSON.stringify")]
    public async Task JSON_of_PHP_is_named(string expression, string scheme)
    {
        Commands.Require("php");
        var (_, body) = await MakeAsync("answer('')");
        var signature = await Commands.RunAsync("php", "-r", $"$events = json_decode($argv[1]); echo hash_hmac('sha256', {expression}, '{Key}');", Encoding.UTF8.GetString(body));

        AssertVerdict(await VerifyAsync(signature, body, Key), "body_changed", scheme, exitCode: 1);
    }

    [Fact]
    public async Task A_signature_of_OpenSSL_is_genuine()
    {
        Commands.Require("bash", "openssl");
        var (_, body) = await MakeAsync("answer('')");
        using var file = new TemporaryFile(body);

        var signature = await Commands.RunAsync("bash", "-c", $"openssl dgst -sha256 -hmac {Key} -r '{file.Path}' | cut -d' ' -f1");

        AssertVerdict(await VerifyAsync(signature, body, Key), "genuine", "HMAC-SHA256; key: UTF-8; signature: hex; body: as it arrived", exitCode: 0);
    }

    [Theory]
    [InlineData("answer(hmac(body, 'sha256', 'whsk_another').toString('hex'))", "no_match", "most likely the key is another one")]
    [InlineData("answer(hmac(body).toString('hex'), text.replace('audio', 'video'))", "no_match", "this body is not the one that was signed")]
    [InlineData("answer(hmac(body).toString('hex'), text.replaceAll('ü', '\\ufffd'))", "no_match", "U+FFFD")]
    [InlineData("answer(hmac(body).toString('hex').slice(1))", "signature_unreadable", "its 63 characters are neither hex nor base64 of a hash")]
    [InlineData("answer('not a signature')", "signature_unreadable", "please report its form")]
    [InlineData("answer(hmac('').toString('hex').replace(/^./, 'z'), '')", "no_body", "There is no body.")]
    public async Task Where_nothing_fits_it_says_what_is_most_likely(string script, string verdict, string hint)
    {
        var (signature, body) = await MakeAsync(script);

        var result = await VerifyAsync(signature, body, Key);

        Assert.Equal((1, verdict), (result.ExitCode, (string?)result.Json["verdict"]));
        Assert.Null(result.Json["scheme"]);
        Assert.Contains(hint, (string?)result.Json["sentence"] + (string?)result.Json["advice"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SHA256", 0, "genuine")]
    [InlineData("sha512", 1, "other_algorithm_header")]
    [InlineData("", 1, "other_algorithm_header")]
    public async Task The_algorithm_header_can_refuse_but_not_choose(string algorithm, int exitCode, string verdict)
    {
        var body = Encoding.UTF8.GetBytes(Signed.Json);

        var result = await VerifyAsync(Signed.Hex(body, Key), body, Key, "--algorithm", algorithm);

        Assert.Equal((exitCode, verdict), (result.ExitCode, (string?)result.Json["verdict"]));
    }

    [Fact]
    public async Task People_get_a_sentence_the_scheme_and_what_to_do()
    {
        var (signature, body) = await MakeAsync("answer(hmac(body).toString('hex'), JSON.stringify(events, null, 2))");

        var result = await Tool.RunAsync(ToolStart.WithInput(body), "verify", "--key", Key, "--signature", signature);

        Assert.StartsWith("✗ The key is right, but the body was changed on its way: something re-serialized the JSON.\n", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"body +\d+ bytes, 2 events\n", result.Output);
        Assert.Contains("scheme  HMAC-SHA256; key: UTF-8; signature: hex; body: with its JSON written without white space", result.Output, StringComparison.Ordinal);
        Assert.Matches("to do +Find what reads the JSON and writes it again", result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Two_differences_are_both_named()
    {
        var (signature, body) = await MakeAsync("answer('sha1=' + hmac(body, 'sha1').toString('hex'), text + '\\n')");

        var result = await VerifyAsync(signature, body, Key);

        AssertVerdict(result, "other_scheme", "HMAC-SHA1; key: UTF-8; signature: hex behind the prefix 'sha1='; body: without the line break at its end", exitCode: 1);
        Assert.Equal(
            "The key fits, but the scheme is another one: HMAC-SHA1. The body is not the signed one either, which was without the line break at its end.",
            (string?)result.Json["sentence"]);
    }

    [Fact]
    public async Task A_large_body_is_examined_in_seconds()
    {
        var body = Encoding.UTF8.GetBytes("[\n" + string.Join(",\n", Enumerable.Repeat("{\"type\":\"ü\"}", 80_000)) + "\n]");
        var signed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("\n", "", StringComparison.Ordinal));

        AssertVerdict(await VerifyAsync(Signed.Hex(signed, Key), body, Key), "body_changed", "without white space", exitCode: 1);
        Assert.Equal("no_match", (string?)(await VerifyAsync(Signed.Hex(signed, Signed.Key), body, Key)).Json["verdict"]);
    }

    [Fact]
    public async Task The_signature_is_required()
    {
        var result = await Tool.RunAsync("verify", "--key", Key);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--signature", result.Error, StringComparison.Ordinal);
    }

    private static async Task AssertVerdictAsync(string script, string verdict, string scheme, string key = Key, int exitCode = 1)
    {
        var (signature, body) = await MakeAsync(script);
        AssertVerdict(await VerifyAsync(signature, body, key), verdict, scheme, exitCode);
    }

    private static void AssertVerdict(ToolResult result, string verdict, string scheme, int exitCode)
    {
        Assert.True(result.Error.Length == 0, result.Error);
        Assert.Equal(verdict, (string?)result.Json["verdict"]);
        Assert.Contains(scheme, (string?)result.Json["scheme"] + ";", StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
    }

    private static async Task<(string Signature, byte[] Body)> MakeAsync(string script)
    {
        Commands.Require("node");
        var made = JsonNode.Parse(await Commands.RunAsync("node", "-e", Prelude + "\n" + script))!;
        return ((string)made["signature"]!, Convert.FromBase64String((string)made["body"]!));
    }

    private static Task<ToolResult> VerifyAsync(string signature, byte[] body, string key, params string[] more) =>
        Tool.RunAsync(ToolStart.WithInput(body), ["verify", "--key", key, "--signature", signature, "--output", "json", .. more]);
}
