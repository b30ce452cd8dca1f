using ScreenMeet.Packages.Tests.Packing;

namespace ScreenMeet.Packages.Tests.Consumers;

// The line of the README, in an empty application.
public sealed class MinimalApiTests(MinimalApiTests.Application application) : IClassFixture<MinimalApiTests.Application>
{
    [Theory]
    [InlineData("Node.js")]
    [InlineData("OpenSSL")]
    public Task The_endpoint_receives(string sender) => application.AssertReceivesAsync(sender, static _ => "1 events");

    public class Application(PackedPackages packages) : Consumer(packages, "web")
    {
        protected override Task ChangeAsync()
        {
            Workshop.AddPackage("ScreenMeet.AspNetCore");
            Workshop.InsertAfter("Program.cs", "var builder = WebApplication.CreateBuilder(args);", ReadmeCode.Line(RootReadme, "AddScreenMeetWebhooks"));
            Workshop.InsertAfter("Program.cs", "var app = builder.Build();", $"{ReadmeCode.Line(RootReadme, "UseScreenMeetWebhooks")}\n{ReadmeCode.Block(RootReadme, "(ScreenMeetDelivery delivery) =>")}");
            Workshop.Edit("Program.cs", static program => Usings + program);
            return Task.CompletedTask;
        }
    }
}
