using System.Net.Http.Json;
using System.Xml.Linq;
using ScreenMeet.Packages.Tests.Packing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Consumers;

// The inbox, in an application with a SQLite file.
public sealed class InboxTests(InboxTests.Application application) : IClassFixture<InboxTests.Application>
{
    [Theory]
    [InlineData("Node.js")]
    [InlineData("OpenSSL")]
    public async Task The_inbox_stores_and_handles_once(string senderName)
    {
        var sender = IndependentSender.Require(senderName);
        var url = new Uri(application.Running.Address, "/webhooks/screenmeet");
        var (first, second, forged) = (Body("first"), Body("second"), Body("forged"));
        var signature = await sender.SignAsync(first, Signed.Key);

        var answers = new[]
        {
            await sender.PostAsync(url, first, signature),
            await sender.PostAsync(url, forged, signature),
            await sender.PostAsync(url, first, signature),
            await sender.PostAsync(url, second, await sender.SignAsync(second, Signed.Key)),
        };

        // The second event of the session is handled after the first.
        Assert.Equal(["200", "401", "200", "200"], answers);
        using var client = new HttpClient { BaseAddress = application.Running.Address };
        string[] notes = [];
        await Poll.UntilAsync(
            async () =>
            {
                notes = (await client.GetFromJsonAsync<string[]>($"/notes/{senderName}", TestContext.Current.CancellationToken))!;
                return notes.Contains("second");
            },
            "the second note");
        Assert.Equal(["first", "second"], notes);

        string Body(string message) => $$"""[{"id":"{{senderName}}","message":"{{message}}"}]""";
    }

    public sealed class Application(PackedPackages packages) : Consumer(packages, "web")
    {
        // It brings the receiver with it, and the provider is of the version that these tests use.
        protected override Task ChangeAsync()
        {
            Workshop.AddPackage("ScreenMeet.AspNetCore.Inbox");
            Workshop.AddPackage("Microsoft.EntityFrameworkCore.Sqlite", XElement.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
                .Descendants("PackageVersion").Single(static version => version.Attribute("Include")!.Value == "Microsoft.EntityFrameworkCore.Sqlite").Attribute("Version")!.Value);
            Workshop.InsertAfter("Program.cs", "var builder = WebApplication.CreateBuilder(args);", ReadmeCode.Block(InboxReadme, "AddInbox<AppDbContext>()").Replace("UseNpgsql", "UseSqlite", StringComparison.Ordinal));
            Workshop.InsertAfter("Program.cs", "var app = builder.Build();", $$"""
                using (var scope = app.Services.CreateScope())
                {
                    scope.ServiceProvider.GetRequiredService<AppDbContext>().Database.EnsureCreated();
                }

                {{ReadmeCode.Block(InboxReadme, "app.MapScreenMeetWebhook(")}}
                app.MapGet("/notes/{session}", (AppDbContext database, string session) => database.Notes.Where(note => note.Session == session).OrderBy(note => note.Id).Select(note => note.Text));
                """);
            Workshop.Edit("Program.cs", static program => $"using Microsoft.EntityFrameworkCore;\n{Usings}{program}");
            Workshop.Write("Model.cs", $$"""
                using Microsoft.EntityFrameworkCore;
                {{Usings}}
                public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
                {
                    public DbSet<Note> Notes => Set<Note>();

                    {{ReadmeCode.Block(InboxReadme, "protected override void OnModelCreating(")}}
                }

                public sealed class Note
                {
                    public int Id { get; set; }

                    public string? Session { get; set; }

                    public string? Text { get; set; }
                }

                {{ReadmeCode.Block(InboxReadme, "public sealed class SessionSync(")}}
                """);
            return Task.CompletedTask;
        }

        protected override Task<RunningSample> StartAsync() => Workshop.StartAsync(("ConnectionStrings__App", "Data Source=app.db"));
    }
}
