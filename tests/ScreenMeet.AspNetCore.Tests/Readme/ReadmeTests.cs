using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.TestHost;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests.Readme;

// What the READMEs show is run.
public sealed partial class ReadmeTests
{
    private const string Root = "README.md";

    public static TheoryData<string, string> CSharpBlocks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var readme in new[] { Root, "src/ScreenMeet.AspNetCore/README.md", "src/ScreenMeet.AspNetCore.Testing/README.md", "src/ScreenMeet.Webhooks/README.md" })
            {
                foreach (var block in Blocks(readme, "csharp"))
                {
                    data.Add(readme, block);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CSharpBlocks))]
    public void Every_CSharp_block_is_part_of_a_compiled_file(string readme, string block)
    {
        Assert.NotEmpty(readme);
        string[] compiled =
        [
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs", SearchOption.AllDirectories),
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Snippet.cs", SearchOption.AllDirectories),
        ];

        Assert.Contains(compiled, file => Normalize(File.ReadAllText(file)).Contains(Normalize(block), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_startup_class_receives()
    {
        using var host = await Host.CreateDefaultBuilder()
            .ConfigureWebHostDefaults(web => web
                .UseTestServer()
                .UseSetting("ScreenMeet:SigningKey", Signed.Key)
                .UseStartup<StartupSnippet>()
                .ConfigureServices(services => services.AddControllersWithViews().ConfigureApplicationPartManager(manager => Receiver.Choose(manager, [typeof(OwnTypesController)]))))
            .StartAsync(TestContext.Current.CancellationToken);
        using var client = host.GetTestClient();

        using var accepted = await client.SendAsync(Signed.Delivery("/webhooks/screenmeet"), TestContext.Current.CancellationToken);
        using var refused = await client.SendAsync(Signed.Delivery("/webhooks/screenmeet", key: Signed.PreviousKey), TestContext.Current.CancellationToken);

        Assert.Equal("HUiUti HUiUti", await accepted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Without_HTTP_events_are_read_stored_and_read_back()
    {
        var body = Encoding.UTF8.GetBytes(Signed.Json);
        var queue = new WithoutHttpSnippet.Queue();

        var events = WithoutHttpSnippet.Read(body, Signed.Hex(body), "sha256", Signed.Key)!;
        await WithoutHttpSnippet.SendAsync(queue, events[0]);
        var received = WithoutHttpSnippet.Receive(queue.Messages[0]);
        var serialized = WithoutHttpSnippet.SerializeAndBack(events[0])!.Event;

        Assert.Equal(2, events.Length);
        Assert.Equal([events[0].Fingerprint, events[0].Fingerprint], new[] { received, serialized }.Select(read => read.Fingerprint));
        Assert.Null(WithoutHttpSnippet.Read(body, Signed.Hex(body, Signed.PreviousKey), "sha256", Signed.Key));
        Assert.Null(WithoutHttpSnippet.Read(body, Signed.Hex(body), "sha512", Signed.Key));
    }

    [Fact]
    public async Task The_minimal_API_receives()
    {
        await using var receiver = await Receiver.StartAsync(pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            MinimalApiSnippet.Map(app);
        });

        using var response = await receiver.SendAsync(Signed.Delivery("/webhooks/screenmeet"));
        using var forged = await receiver.SendAsync(Signed.Delivery("/webhooks/screenmeet", key: "whsk_another_organization"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Fact]
    public async Task The_group_receives()
    {
        await using var receiver = await Receiver.StartAsync(pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            RequiredSignatureSnippet.Map(app);
        });

        using var response = await receiver.SendAsync(Signed.Delivery("/webhooks/screenmeet"));
        using var forged = await receiver.SendAsync(Signed.Delivery("/webhooks/screenmeet", key: "whsk_another_organization"));

        Assert.Equal("1", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
    }

    [Fact]
    public async Task The_handlers_receive()
    {
        await using var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Configuration["ScreenMeet:SigningKey"] = Signed.Key;
                builder.Services.AddSingleton<Rooms>();
                HandlerSnippet.Add(builder);
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                HandlerSnippet.Map(app);
            });

        for (var i = 0; i < 2; i++)
        {
            using var response = await receiver.SendAsync(Signed.Delivery("/webhooks/screenmeet"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        var rooms = receiver.Services.GetRequiredService<Rooms>();
        Assert.Equal(["HUiUti"], rooms.Entered);
        Assert.Equal(4, rooms.Audited);
    }

    [Fact]
    public async Task A_delivery_is_stored_and_a_worker_hands_it_to_its_handlers()
    {
        await using var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Configuration["ScreenMeet:SigningKey"] = Signed.Key;
                builder.Services.AddSingleton<Rooms>().AddSingleton<Store>();
                StoreSnippet.Add(builder);
                ObserverSnippet.Add(builder);
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                HandlerSnippet.Map(app);
            });
        await using var scope = receiver.Services.CreateAsyncScope();

        await receiver.AssertAnswerAsync("/webhooks/screenmeet", Signed.Key, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/webhooks/screenmeet", Signed.PreviousKey, HttpStatusCode.Unauthorized);
        var stored = Assert.Single(receiver.Services.GetRequiredService<Store>().Bodies.Values);
        Assert.Equal(0, receiver.Services.GetRequiredService<Rooms>().Audited);
        await StoreSnippet.WorkAsync(receiver.Services.GetRequiredService<ScreenMeetEventDispatcher>(), scope, stored, TestContext.Current.CancellationToken);

        Assert.Equal(2, receiver.Services.GetRequiredService<Rooms>().Audited);
        Assert.Equal(1, ((RefusalCounter)receiver.Services.GetRequiredService<ScreenMeetDeliveryObserver>()).Refused);
    }

    [Fact]
    public async Task Several_webhooks_receive()
    {
        await using var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Configuration["ScreenMeet:Emea:SigningKey"] = Signed.Key;
                builder.Configuration["ScreenMeet:Apac:SigningKey"] = Signed.PreviousKey;
                SeveralWebhooksSnippet.Add(builder);
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapControllers();
                SeveralWebhooksSnippet.Map(app);
            },
            controllers: [typeof(EmeaController)]);

        using var emea = await receiver.SendAsync(Signed.Delivery("/webhooks/emea"));
        using var apac = await receiver.SendAsync(Signed.Delivery("/webhooks/apac", key: Signed.PreviousKey));
        using var mixed = await receiver.SendAsync(Signed.Delivery("/webhooks/apac"));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized], new[] { emea, apac, mixed }.Select(response => response.StatusCode));
    }

    [Fact]
    public async Task The_curl_line_reaches_the_sample_and_with_one_byte_more_is_refused()
    {
        Commands.Require("bash", "curl", "openssl");
        await using var sample = await RunningSample.StartAsync("MvcReceiver");
        var line = Blocks("samples/README.md", "sh").Single(block => block.Contains("curl", StringComparison.Ordinal))
            .Replace("http://localhost:5080/", sample.Address.ToString(), StringComparison.Ordinal);

        var accepted = await Commands.RunAsync("bash", "-c", line);
        var refused = await Commands.RunAsync("bash", "-c", line.Replace("--data-binary \"$body\"", "--data-binary \"$body.\"", StringComparison.Ordinal));

        Assert.StartsWith("HTTP/1.1 200 OK", accepted, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401 Unauthorized", refused, StringComparison.Ordinal);
        await sample.WaitForOutputAsync("2021-08-09 16:45:57Z room-entered: session HUiUti (active) Entered the meeting room.");
        await sample.WaitForOutputAsync("with 401: signature_mismatch.");
    }

    [Fact]
    public void The_address_that_the_READMEs_show_is_the_samples() =>
        Assert.Contains("\"applicationUrl\": \"http://localhost:5080\"", Repository.Read("samples/MvcReceiver/Properties/launchSettings.json"), StringComparison.Ordinal);

    private static IEnumerable<string> Blocks(string readme, string language) =>
        from Match match in Fence.Matches(Repository.Read(readme))
        where match.Groups["language"].Value == language
        select match.Groups["code"].Value;

    private static string Normalize(string code) => Blanks.Replace(code, " ").Trim();

    [GeneratedRegex("^ *```(?<language>[a-z]+)\n(?<code>.*?)\n *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks { get; }
}
