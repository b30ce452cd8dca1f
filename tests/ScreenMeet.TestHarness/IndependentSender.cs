namespace ScreenMeet.TestHarness;

// Another language that signs and posts with its own library.
public sealed class IndependentSender
{
    private readonly string[] _tools;
    private readonly string[] _sign;
    private readonly string[] _post;

    private IndependentSender(string name, string[] tools, string[] interpreter, string sign, string post)
    {
        Name = name;
        _tools = tools;
        _sign = [.. interpreter[..2], sign, .. interpreter[2..]];
        _post = [.. interpreter[..2], post, .. interpreter[2..]];
    }

    public static IReadOnlyList<IndependentSender> All { get; } =
    [
        new(
            "Node.js",
            ["node"],
            ["node", "-e", "--"],
            """
            const [key, body, encoding] = process.argv.slice(1);
            process.stdout.write(require('crypto').createHmac('sha256', key).update(body).digest(encoding));
            """,
            """
            const [url, body, signature] = process.argv.slice(1);
            fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'text/plain', 'x-signature': signature, 'x-signature-algo': 'sha256' } })
                .then(response => process.stdout.write(`${response.status}`));
            """),
        new(
            "OpenSSL",
            ["bash", "openssl", "curl"],
            ["bash", "-c", "sender"],
            """
            key=$1 body=$2 encoding=$3
            if [ "$encoding" = hex ]; then printf %s "$body" | openssl dgst -sha256 -hmac "$key" -r | cut -d' ' -f1 | tr -d '\n'
            else printf %s "$body" | openssl dgst -sha256 -hmac "$key" -binary | openssl base64 -A; fi
            """,
            """
            url=$1 body=$2 signature=$3
            curl -s -o /dev/null -w '%{http_code}' "$url" -H 'Content-Type: text/plain' -H "x-signature: $signature" -H 'x-signature-algo: sha256' --data-binary "$body"
            """),
        new(
            "Python",
            ["python3"],
            ["python3", "-c"],
            """
            import base64, hashlib, hmac, sys
            key, body, encoding = sys.argv[1:]
            mac = hmac.new(key.encode(), body.encode(), hashlib.sha256)
            print(mac.hexdigest() if encoding == 'hex' else base64.b64encode(mac.digest()).decode(), end='')
            """,
            """
            import sys, urllib.error, urllib.request
            url, body, signature = sys.argv[1:]
            headers = {'Content-Type': 'text/plain', 'x-signature': signature, 'x-signature-algo': 'sha256'}
            try:
                print(urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers)).status, end='')
            except urllib.error.HTTPError as error:
                print(error.code, end='')
            """),
        new(
            "PHP",
            ["php"],
            ["php", "-r", "--"],
            """
            [, $key, $body, $encoding] = $argv;
            echo $encoding === 'hex' ? hash_hmac('sha256', $body, $key) : base64_encode(hash_hmac('sha256', $body, $key, true));
            """,
            """
            [, $url, $body, $signature] = $argv;
            $context = stream_context_create(['http' => ['method' => 'POST', 'content' => $body, 'ignore_errors' => true,
                'header' => "Content-Type: text/plain\r\nx-signature: $signature\r\nx-signature-algo: sha256"]]);
            file_get_contents($url, false, $context);
            echo explode(' ', $http_response_header[0])[1];
            """),
    ];

    public string Name { get; }

    // Skips the test on a machine without the language.
    public static IndependentSender Require(string name)
    {
        var sender = All.Single(sender => sender.Name == name);
        Commands.Require(sender._tools);
        return sender;
    }

    public Task<string> SignAsync(string body, string key, string encoding = "hex") => Commands.RunAsync(_sign[0], [.. _sign[1..], key, body, encoding]);

    // Returns the status.
    public Task<string> PostAsync(Uri url, string body, string signature) => Commands.RunAsync(_post[0], [.. _post[1..], url.AbsoluteUri, body, signature]);
}
