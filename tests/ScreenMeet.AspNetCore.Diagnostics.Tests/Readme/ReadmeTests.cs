using System.Net;
using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests.Readme;

// What the README shows is run.
public sealed partial class ReadmeTests
{
    public static TheoryData<string> CSharpBlocks => [.. Fence.Matches(Repository.Read("src/ScreenMeet.AspNetCore.Diagnostics/README.md")).Select(static match => match.Groups["code"].Value)];

    [Theory]
    [MemberData(nameof(CSharpBlocks))]
    public void Every_CSharp_block_is_part_of_a_compiled_file(string block) => Assert.Contains(
        Normalize(block), Normalize(Repository.Read("tests/ScreenMeet.AspNetCore.Diagnostics.Tests/Readme/SetupSnippet.cs")), StringComparison.Ordinal);

    [Theory]
    [InlineData("Development", HttpStatusCode.OK)]
    [InlineData("Production", HttpStatusCode.NotFound)]
    public async Task The_page_is_there_in_Development_alone(string environment, HttpStatusCode expected)
    {
        await using var app = await StartAsync(environment, SetupSnippet.Map);

        using var response = await app.Client.GetAsync("/screenmeet", TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync());
    }

    [Fact]
    public async Task With_a_policy_the_page_is_there_for_those_who_meet_it()
    {
        await using var app = await StartAsync("Production", SetupSnippet.MapProtected);

        using var anonymous = await app.Client.GetAsync("/screenmeet", TestContext.Current.CancellationToken);
        app.Client.DefaultRequestHeaders.Add(HeaderUser.Header, "alice");

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Contains("ScreenMeet webhooks", await app.ReadPageAsync(), StringComparison.Ordinal);
    }

    private static Task<DiagnosedApp> StartAsync(string environment, Action<WebApplication> map) => DiagnosedApp.StartAsync(
        static builder =>
        {
            builder.Configuration["ScreenMeet:SigningKey"] = Signed.Key;
            SetupSnippet.Add(builder);
            HeaderUser.Add(builder);
            builder.Services.AddAuthorizationBuilder().AddPolicy("Operators", static policy => policy.RequireAuthenticatedUser());
        },
        app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost(DiagnosedApp.Webhook, static (ScreenMeetDelivery delivery) => delivery.Count);
            map(app);
        },
        environment);

    private static string Normalize(string code) => Blanks.Replace(code, " ").Trim();

    [GeneratedRegex("^ *```csharp\n(?<code>.*?)\n *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks { get; }
}
