using System.Diagnostics;
using System.Xml.Linq;
using ScreenMeet.Packages.Tests.Packing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Consumers;

// The same application as native code.
public sealed class NativeTests(NativeTests.Application application) : IClassFixture<NativeTests.Application>
{
    private const string Line = "POST /webhooks/screenmeet HTTP/1.1";

    private static readonly Dictionary<string, (RawRequest Request, string Status)> s_cases = new()
    {
        ["a signature in hex"] = (new RawRequest(), "200 OK"),
        ["a signature in base64"] = (new RawRequest { Headers = $"x-signature: {{base64}}\r\n{RawRequest.Algorithm}" }, "200 OK"),
        ["a body in chunks"] = (RawRequest.Chunked("""[{"type":""", "\"case\"}", "]"), "200 OK"),
        ["an empty array"] = (new RawRequest { Signed = "[]" }, "200 OK"),
        ["a missing signature"] = (new RawRequest { Headers = RawRequest.Algorithm }, "401 Unauthorized"),
        ["a forged signature"] = (new RawRequest { Headers = $"x-signature: {{forged}}\r\n{RawRequest.Algorithm}" }, "401 Unauthorized"),
        ["a signature of another body"] = (new RawRequest { Body = RawRequest.Json.Replace('3', '4') }, "401 Unauthorized"),
        ["two signatures"] = (new RawRequest { Headers = $"x-signature: {{hex}}\r\n{RawRequest.Signature}" }, "401 Unauthorized"),
        ["another algorithm"] = (new RawRequest { Headers = "x-signature: {hex}\r\nx-signature-algo: sha512" }, "401 Unauthorized"),
        ["another method"] = (new RawRequest { Line = Line.Replace("POST", "PUT", StringComparison.Ordinal) }, "405 Method Not Allowed"),
        ["an encoded body"] = (new RawRequest { Headers = $"{RawRequest.Signature}\r\nContent-Encoding: gzip" }, "415 Unsupported Media Type"),
        ["a body that is declared too large"] = (new RawRequest { Framing = "Content-Length: 1048577", Body = "" }, "413 Payload Too Large"),
        ["a broken chunk"] = (new RawRequest { Framing = "Transfer-Encoding: chunked", Body = "5\r\n[{\"ty\r\nzz\r\n" }, "400 Bad Request"),
        ["an object instead of an array"] = (new RawRequest { Signed = "{}" }, "400 Bad Request"),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    [Theory]
    [InlineData("Node.js")]
    [InlineData("OpenSSL")]
    public Task The_native_endpoint_receives(string sender)
    {
        SkipUnlessPublished();
        return application.AssertReceivesAsync(sender, static _ => "1 events");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_native_endpoint_answers_as_it_should(string name)
    {
        SkipUnlessPublished();
        var (request, status) = s_cases[name];
        using var connection = await RawConnection.OpenAsync(application.Running.Address);

        await connection.SendAsync($"{request with { Line = request.Line.StartsWith("PUT", StringComparison.Ordinal) ? request.Line : Line }}");
        var response = await connection.ReadResponseAsync();

        Assert.StartsWith($"HTTP/1.1 {status}\r\n", response, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 0\r\n", response, StringComparison.Ordinal);
        Assert.Equal(status.StartsWith("401", StringComparison.Ordinal), response.Contains("WWW-Authenticate: ScreenMeet-Signature\r\n", StringComparison.Ordinal));
    }

    private static bool IsPublished => Environment.GetEnvironmentVariable("CI") == "true";

    private static void SkipUnlessPublished() => Assert.SkipUnless(IsPublished, "Publishing native code takes a minute and a C linker: set CI=true to do it.");

    public sealed class Application(PackedPackages packages) : MinimalApiTests.Application(packages)
    {
        private const string Output = "published";

        public override ValueTask InitializeAsync() => IsPublished ? base.InitializeAsync() : ValueTask.CompletedTask;

        protected override async Task ChangeAsync()
        {
            await base.ChangeAsync();
            Workshop.Edit($"{Workshop.Name}.csproj", static project =>
            {
                var xml = XElement.Parse(project);
                xml.Element("PropertyGroup")!.Add(new XElement("PublishAot", true));
                return xml.ToString();
            });
        }

        // A warning about trimming or native code ends the publishing.
        protected override Task BuildAsync() => Workshop.RunAsync("publish", "--output", Output, "-warnaserror");

        protected override Task<RunningSample> StartAsync() =>
            RunningSample.StartAsync(Workshop.Configure(new ProcessStartInfo(Path.Combine(Workshop.Folder, Output, Workshop.Name), ["--urls", "http://127.0.0.1:0"]) { WorkingDirectory = Workshop.Folder }));
    }
}
