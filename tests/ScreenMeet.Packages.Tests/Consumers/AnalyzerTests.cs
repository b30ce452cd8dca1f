using System.Text.RegularExpressions;
using ScreenMeet.Packages.Tests.Packing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Consumers;

// What the packed analyzers report in the build of an application, which has installed the inbox alone.
public sealed partial class AnalyzerTests(PackedPackages packages)
{
    private const string Readme = "src/ScreenMeet.AspNetCore.Analyzers/README.md";

    [Fact]
    public async Task Each_rule_is_reported_with_a_link_to_its_help()
    {
        using var workshop = await OpenAsync("bad");

        // A suggestion is not shown in the output of a build.
        workshop.Write(".editorconfig", "root = true\n\n[*.cs]\ndotnet_diagnostic.SM0054.severity = warning\n");
        var output = await RunAsync(workshop);

        Assert.DoesNotMatch("(error|warning) (CS|NU|MSB)", output);
        Assert.All(Rules.Matches(Repository.Read(Readme)), rule =>
        {
            var (id, severity) = (rule.Groups["id"].Value, rule.Groups["severity"].Value == "Error" ? "error" : "warning");
            Assert.Matches($@"{id}\.cs\(\d+,\d+\): {severity} {id}: .+\({Regex.Escape(PackageTests.RepositoryUrl)}/blob/main/{Regex.Escape(Readme)}#{id.ToLowerInvariant()}\)", output);
        });
    }

    [Fact]
    public async Task Code_that_is_as_the_READMEs_say_is_silent()
    {
        using var workshop = await OpenAsync("good");
        foreach (var snippet in new[] { "HandlerSnippet", "MinimalApiSnippet", "ObserverSnippet", "OwnTypesSnippet", "RequiredSignatureSnippet", "SeveralWebhooksSnippet", "StartupSnippet", "StoreSnippet", "WithoutHttpSnippet" })
        {
            workshop.Write($"{snippet}.cs", Repository.Read($"tests/ScreenMeet.AspNetCore.Tests/Readme/{snippet}.cs"));
        }

        await workshop.BuildAsync();
    }

    // One file for each rule, with an example of its section.
    private async Task<Workshop> OpenAsync(string example)
    {
        var workshop = await Workshop.OpenAsync(packages, "web");
        workshop.AddPackage("ScreenMeet.AspNetCore.Inbox");
        foreach (Match section in Examples.Matches(Repository.Read(Readme)))
        {
            workshop.Write($"{section.Groups["id"].Value}.cs", Wrap(section.Groups["id"].Value, section.Groups[example].Value));
        }

        return workshop;
    }

    private static async Task<string> RunAsync(Workshop workshop)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => workshop.RunAsync("build"));
        return failure.Message;
    }

    // Around statements, members of a controller or classes, as an application has them.
    private static string Wrap(string id, string code)
    {
        var isType = code.Contains(" class ", StringComparison.Ordinal);
        var isMember = !isType && code.StartsWith("[Http", StringComparison.Ordinal);
        var isHandler = code.Contains("database.", StringComparison.Ordinal);
        return $$"""
            using Microsoft.AspNetCore.Authorization;
            using Microsoft.AspNetCore.Mvc;
            using Microsoft.AspNetCore.Mvc.RazorPages;
            using Microsoft.AspNetCore.OutputCaching;
            using Microsoft.EntityFrameworkCore;
            using ScreenMeet.AspNetCore;
            using ScreenMeet.Webhooks;

            namespace Consumer.{{id}};

            {{(isType ? code : "")}}

            public sealed class ExampleController : ControllerBase
            {
                {{(isMember ? code : "")}}

                private static Task StoreAsync(ScreenMeetEvent[] events) => Task.FromResult(events);
            }

            public static class Example
            {
                public static void Run(WebApplicationBuilder builder, WebApplication app, IScreenMeetWebhooksBuilder webhook)
                {
                    {{(isType || isMember || isHandler ? "" : code)}}
                }
            }

            public sealed class RoomHandler(DbContext database, ILogger<RoomHandler> logger) : IScreenMeetEventHandler
            {
                public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
                {
                    logger.LogDebug("{Entities}", database.ChangeTracker.Entries().Count());
                    await Task.Yield();
                    {{(isHandler ? code : "")}}
                }
            }
            """;
    }

    [GeneratedRegex(@"^## (?<id>SM\d{4})\n.*?^// bad\n(?<bad>.*?)\n\n// good\n(?<good>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Examples { get; }

    [GeneratedRegex(@"^\| \[(?<id>SM\d{4})\]\([^)]*\) \| (?<severity>\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Rules { get; }
}
