using System.IO.Compression;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Analyzers.Tests;

// An application of a stranger that has only the packages, in a folder that knows nothing of this repository.
public sealed class ConsumerTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [Fact]
    public async Task The_packed_analyzers_report_in_the_build_of_an_application()
    {
        var folder = Directory.CreateTempSubdirectory("analyzers-consumer-");
        try
        {
            var feed = folder.CreateSubdirectory("feed").FullName;
            foreach (var project in new[] { "ScreenMeet.Webhooks", "ScreenMeet.AspNetCore" })
            {
                await Commands.RunAsync("dotnet", "pack", Path.Combine(Repository.Root, "src", project), "--no-build", "-c", Configuration, "-o", feed, "--nologo");
            }

            await AssertPackedAsync(Directory.GetFiles(feed, "ScreenMeet.AspNetCore.*.nupkg").Single());
            var application = folder.CreateSubdirectory("application").FullName;
            await WriteAsync(application, "nuget.config", """
                <configuration>
                  <config><add key="globalPackagesFolder" value="../packages" /></config>
                  <packageSources><clear /><add key="feed" value="../feed" /></packageSources>
                </configuration>
                """);
            await WriteAsync(application, "Consumer.csproj", """
                <Project Sdk="Microsoft.NET.Sdk.Web">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <Nullable>enable</Nullable>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="ScreenMeet.AspNetCore" Version="*-*" />
                  </ItemGroup>
                </Project>
                """);
            await WriteAsync(application, "Program.cs", """
                using ScreenMeet.AspNetCore;
                using ScreenMeet.Webhooks;

                var builder = WebApplication.CreateBuilder(args);
                builder.Services.AddScreenMeetWebhooks(options => options.SigningKey = "whsk_3f1c9a7e5b2d4860");

                var app = builder.Build();
                app.UseScreenMeetWebhooks();
                app.UseRouting();
                app.MapPost("/sound", (ScreenMeetDelivery delivery) => delivery.Count);
                app.MapPost("/open", (ScreenMeetEvent[] events) => events.Length);
                app.Run();
                """);

            var failure = await Assert.ThrowsAnyAsync<Exception>(() => Commands.RunAsync("dotnet", "build", application, "--nologo", "-nodeReuse:false"));

            Assert.Contains("Program.cs(5,72): warning SM0053: A signing key is in the source code", failure.Message, StringComparison.Ordinal);
            Assert.Contains("Program.cs(8,5): warning SM0051: UseScreenMeetWebhooks() is called before UseRouting()", failure.Message, StringComparison.Ordinal);
            Assert.Contains("Program.cs(11,23): error SM0006: The endpoint 'MapPost(\"/open\")' takes ScreenMeet events in 'events'", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("(10,", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task AssertPackedAsync(string file)
    {
        await using var package = await ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken);
        using var specification = new StreamReader(await package.Entries.Single(entry => entry.Name == "ScreenMeet.AspNetCore.nuspec").OpenAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            ["analyzers/dotnet/roslyn5.0/cs/ScreenMeet.AspNetCore.Analyzers.CodeFixes.dll", "analyzers/dotnet/roslyn5.0/cs/ScreenMeet.AspNetCore.Analyzers.dll"],
            package.Entries.Select(entry => entry.FullName).Where(name => name.Contains("nalyzer", StringComparison.Ordinal) || name.Contains("CodeAnalysis", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var text = await specification.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("CodeAnalysis", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ScreenMeet.AspNetCore.Analyzers", text, StringComparison.Ordinal);
    }

    private static Task WriteAsync(string folder, string file, string text) => File.WriteAllTextAsync(Path.Combine(folder, file), text, TestContext.Current.CancellationToken);
}
