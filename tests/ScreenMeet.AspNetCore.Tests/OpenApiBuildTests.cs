using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// The build starts the application to write its OpenAPI document, and has no secrets.
public sealed class OpenApiBuildTests
{
    [Fact]
    public async Task An_application_builds_with_its_OpenAPI_document_and_without_a_key()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "Building an application takes half a minute: set CI=true to do it.");
        var folder = Directory.CreateTempSubdirectory("openapi-build-");
        try
        {
            var library = Path.Combine(Repository.Root, "src", "ScreenMeet.AspNetCore", "ScreenMeet.AspNetCore.csproj");
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "Documented.csproj"),
                $"""
                <Project Sdk="Microsoft.NET.Sdk.Web">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <OpenApiGenerateDocumentsOnBuild>true</OpenApiGenerateDocumentsOnBuild>
                    <OpenApiDocumentsDirectory>$(MSBuildProjectDirectory)</OpenApiDocumentsDirectory>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="Microsoft.AspNetCore.OpenApi" Version="10.0.14" />
                    <PackageReference Include="Microsoft.Extensions.ApiDescription.Server" Version="10.0.14" PrivateAssets="all" />
                    <ProjectReference Include="{library}" />
                  </ItemGroup>
                </Project>
                """,
                TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "Program.cs"),
                """
                using ScreenMeet.AspNetCore;

                var builder = WebApplication.CreateBuilder(args);
                builder.Services.AddOpenApi();
                builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"));

                var app = builder.Build();
                app.UseScreenMeetWebhooks();
                app.MapOpenApi();
                app.MapPost("/webhooks/screenmeet", (ScreenMeetDelivery delivery) => delivery.Count);
                app.Run();
                """,
                TestContext.Current.CancellationToken);

            await Commands.RunAsync("dotnet", "build", folder.FullName, "--nologo");

            var document = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "Documented.json"), TestContext.Current.CancellationToken);
            Assert.Contains("\"x-signature\"", document, StringComparison.Ordinal);

            // Served, it does not start.
            var exception = await Assert.ThrowsAnyAsync<Exception>(() => Commands.RunAsync("dotnet", "run", "--no-build", "--project", folder.FullName));
            Assert.Contains("SM0001", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
