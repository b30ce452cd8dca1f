using System.Net;
using System.Text.RegularExpressions;
using ScreenMeet.Packages.Tests.Packing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Consumers;

// The three steps of the README, in an existing application with views.
public sealed partial class MvcTests(MvcTests.Application application) : IClassFixture<MvcTests.Application>
{
    [Theory]
    [InlineData("Node.js")]
    [InlineData("OpenSSL")]
    public Task The_action_receives(string sender) => application.AssertReceivesAsync(sender);

    [Fact]
    public async Task The_pages_are_still_there()
    {
        using var client = new HttpClient { BaseAddress = application.Running.Address };

        using var response = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public sealed partial class Application(PackedPackages packages) : Consumer(packages, "mvc")
    {
        protected override async Task ChangeAsync()
        {
            await Workshop.RunAsync(Install.Match(Repository.Read(RootReadme)).Groups["arguments"].Value.Split(' '));
            Workshop.InsertAfter("Program.cs", "builder.Services.AddControllersWithViews();", ReadmeCode.Line(RootReadme, "AddScreenMeetWebhooks"));
            Workshop.InsertAfter("Program.cs", "app.UseRouting();", ReadmeCode.Line(RootReadme, "UseScreenMeetWebhooks"));
            Workshop.Write("Controllers/ScreenMeetController.cs", $$"""
                using Microsoft.AspNetCore.Mvc;
                {{Usings}}
                namespace Consumer.Controllers;

                public class ScreenMeetController : Controller
                {
                    {{ReadmeCode.Block(RootReadme, "ScreenMeetEvent[] events")}}
                    {
                        foreach (var e in events)
                        {
                            await Console.Out.WriteLineAsync($"{e.SessionId}: {e.Message}".AsMemory(), cancellationToken);
                        }

                        return Ok();
                    }
                }
                """);
        }

        [GeneratedRegex("^dotnet (?<arguments>add package ScreenMeet.AspNetCore)$", RegexOptions.Multiline)]
        private static partial Regex Install { get; }
    }
}
