using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

// Deliveries that other languages sign and post, each with its own library, to the running sample.
public sealed class IndependentSenderTests(IndependentSenderTests.Sample sample) : IClassFixture<IndependentSenderTests.Sample>
{
    private const string Body = """[{"type":"session-note","ts":"2021-08-09T16:45:57.000Z","id":"SESSION","status":"active","message":"Prüfung – naïve ☂ 日本"}]""";

    // Each takes the URL, the key, the body and the encoding of the signature, and prints the status.
    private const string Node = """
        const [url, key, body, encoding] = process.argv.slice(1);
        const signature = require('crypto').createHmac('sha256', key).update(body).digest(encoding);
        fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'text/plain', 'x-signature': signature, 'x-signature-algo': 'sha256' } })
            .then(response => process.stdout.write(`${response.status}`));
        """;

    private const string Python = """
        import base64, hashlib, hmac, sys, urllib.error, urllib.request
        url, key, body, encoding = sys.argv[1:]
        mac = hmac.new(key.encode(), body.encode(), hashlib.sha256)
        signature = mac.hexdigest() if encoding == 'hex' else base64.b64encode(mac.digest()).decode()
        headers = {'Content-Type': 'text/plain', 'x-signature': signature, 'x-signature-algo': 'sha256'}
        try:
            print(urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers)).status, end='')
        except urllib.error.HTTPError as error:
            print(error.code, end='')
        """;

    private const string Php = """
        [, $url, $key, $body, $encoding] = $argv;
        $signature = $encoding === 'hex' ? hash_hmac('sha256', $body, $key) : base64_encode(hash_hmac('sha256', $body, $key, true));
        $context = stream_context_create(['http' => ['method' => 'POST', 'content' => $body, 'ignore_errors' => true,
            'header' => "Content-Type: text/plain\r\nx-signature: $signature\r\nx-signature-algo: sha256"]]);
        file_get_contents($url, false, $context);
        echo explode(' ', $http_response_header[0])[1];
        """;

    private const string OpenSsl = """
        url=$1 key=$2 body=$3 encoding=$4
        if [ "$encoding" = hex ]; then signature=$(printf %s "$body" | openssl dgst -sha256 -hmac "$key" -r | cut -d' ' -f1)
        else signature=$(printf %s "$body" | openssl dgst -sha256 -hmac "$key" -binary | openssl base64 -A); fi
        curl -s -o /dev/null -w '%{http_code}' "$url" -H 'Content-Type: text/plain' -H "x-signature: $signature" -H 'x-signature-algo: sha256' --data-binary "$body"
        """;

    [Theory]
    [InlineData("hex")]
    [InlineData("base64")]
    public Task What_Node_signs_is_received(string encoding) => AssertReceivedAsync(encoding, ["node"], "node", "-e", Node, "--");

    [Theory]
    [InlineData("hex")]
    [InlineData("base64")]
    public Task What_Python_signs_is_received(string encoding) => AssertReceivedAsync(encoding, ["python3"], "python3", "-c", Python);

    [Theory]
    [InlineData("hex")]
    [InlineData("base64")]
    public Task What_PHP_signs_is_received(string encoding) => AssertReceivedAsync(encoding, ["php"], "php", "-r", Php, "--");

    [Theory]
    [InlineData("hex")]
    [InlineData("base64")]
    public Task What_OpenSSL_signs_is_received(string encoding) => AssertReceivedAsync(encoding, ["bash", "openssl", "curl"], "bash", "-c", OpenSsl, "sender");

    private async Task AssertReceivedAsync(string encoding, string[] needed, string command, params string[] arguments)
    {
        Commands.Require(needed);
        var session = $"{Guid.NewGuid():N}";
        var body = Body.Replace("SESSION", session, StringComparison.Ordinal);
        var url = new Uri(sample.Running.Address, "/webhooks/screenmeet").AbsoluteUri;

        var accepted = await Commands.RunAsync(command, [.. arguments, url, Signed.SampleKey, body, encoding]);
        var refused = await Commands.RunAsync(command, [.. arguments, url, "whsk_another_organization", body, encoding]);

        Assert.Equal(("200", "401"), (accepted, refused));
        await sample.Running.WaitForOutputAsync($"2021-08-09 16:45:57Z session-note: session {session} (active) Prüfung – naïve ☂ 日本");
    }

    public sealed class Sample : IAsyncLifetime
    {
        public RunningSample Running { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Running = await RunningSample.StartAsync("MvcReceiver");

        public ValueTask DisposeAsync() => Running.DisposeAsync();
    }
}
