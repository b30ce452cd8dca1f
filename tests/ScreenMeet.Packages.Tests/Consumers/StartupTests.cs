using ScreenMeet.Packages.Tests.Packing;

namespace ScreenMeet.Packages.Tests.Consumers;

// An application in the old style, with a Startup class.
public sealed class StartupTests(StartupTests.Application application) : IClassFixture<StartupTests.Application>
{
    [Theory]
    [InlineData("Node.js")]
    [InlineData("OpenSSL")]
    public Task The_action_receives(string sender) => application.AssertReceivesAsync(sender);

    public sealed class Application(PackedPackages packages) : Consumer(packages, "web")
    {
        protected override Task ChangeAsync()
        {
            Workshop.AddPackage("ScreenMeet.AspNetCore");
            Workshop.Write("Program.cs", """
                namespace Consumer;

                public class Program
                {
                    public static void Main(string[] args) => CreateHostBuilder(args).Build().Run();

                    public static IHostBuilder CreateHostBuilder(string[] args) =>
                        Host.CreateDefaultBuilder(args).ConfigureWebHostDefaults(webBuilder => webBuilder.UseStartup<Startup>());
                }
                """);
            Workshop.Write("Startup.cs", $$"""
                namespace Consumer;

                public class Startup(IConfiguration configuration)
                {
                    {{ReadmeCode.Block(AspNetCoreReadme, "public void ConfigureServices(")}}
                }
                """);
            Workshop.Write("Controllers/ScreenMeetController.cs", $$"""
                using Microsoft.AspNetCore.Mvc;
                {{Usings}}
                namespace Consumer.Controllers;

                public class ScreenMeetController : Controller
                {
                    [HttpPost("webhooks/screenmeet"), ScreenMeetWebhook]
                    public void Receive(List<ScreenMeetEvent> events) => events.ForEach(e => Console.WriteLine($"{e.SessionId}: {e.Message}"));
                }
                """);
            return Task.CompletedTask;
        }
    }
}
