using ScreenMeet.Packages.Tests.Packing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Consumers;

// Handler classes, in an API with an OpenAPI document and the page for developers.
public sealed class WebApiTests(WebApiTests.Application application) : IClassFixture<WebApiTests.Application>
{
    [Theory]
    [InlineData("Node.js")]
    [InlineData("OpenSSL")]
    public Task The_handlers_receive(string sender) => application.AssertReceivesAsync(sender);

    [Fact]
    public async Task The_document_describes_the_webhook()
    {
        using var client = new HttpClient { BaseAddress = application.Running.Address };

        var document = await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains("/webhooks/screenmeet", document, StringComparison.Ordinal);
        Assert.Contains("text/plain", document, StringComparison.Ordinal);
        Assert.Contains("/weatherforecast", document, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_the_webhook()
    {
        using var client = new HttpClient { BaseAddress = application.Running.Address };

        var page = await client.GetStringAsync(new Uri("/screenmeet", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains("/webhooks/screenmeet", page, StringComparison.Ordinal);
    }

    public sealed class Application(PackedPackages packages) : Consumer(packages, "webapi")
    {
        protected override Task ChangeAsync()
        {
            Workshop.AddPackage("ScreenMeet.AspNetCore");
            Workshop.AddPackage("ScreenMeet.AspNetCore.Diagnostics");
            Workshop.InsertAfter("Program.cs", "builder.Services.AddOpenApi();", $"""
                builder.Services.AddSingleton<Rooms>();
                {ReadmeCode.Block(AspNetCoreReadme, ".AddHandler<RoomHandler>(")}
                {ReadmeCode.Line(DiagnosticsReadme, "AddScreenMeetDiagnostics()")}
                """);
            Workshop.InsertAfter("Program.cs", "var app = builder.Build();", $"""
                app.UseScreenMeetWebhooks();
                {ReadmeCode.Block(AspNetCoreReadme, "app.MapScreenMeetWebhook(")}
                {ReadmeCode.Block(DiagnosticsReadme, "app.MapScreenMeetDiagnostics(")}
                """);
            Workshop.Edit("Program.cs", static program => Usings + program);
            Workshop.Write("Handlers.cs", $$"""
                {{Usings}}
                {{ReadmeCode.Block(AspNetCoreReadme, "public sealed class RoomHandler")}}

                {{AuditHandler}}
                public sealed class Rooms
                {
                    public ValueTask<bool> TryBeginAsync(string webhookName, string fingerprint, CancellationToken cancellationToken) => new(true);

                    public ValueTask EnterAsync(string? sessionId, CancellationToken cancellationToken) => default;
                }
                """);
            return Task.CompletedTask;
        }

        // The template shows the document in development.
        protected override Task<RunningSample> StartAsync() => Workshop.StartAsync(("ASPNETCORE_ENVIRONMENT", "Development"), ("DOTNET_ENVIRONMENT", "Development"));
    }
}
