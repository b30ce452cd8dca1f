using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Analyzers.Tests;

// The README of the analyzers has a section for each rule.
public sealed partial class HelpTests
{
    private const string Readme = "src/ScreenMeet.AspNetCore.Analyzers/README.md";

    private static readonly DiagnosticDescriptor[] s_rules =
        [.. AllAnalyzers.Instances.SelectMany(analyzer => analyzer.SupportedDiagnostics).DistinctBy(rule => rule.Id).OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    [Fact]
    public void Each_rule_has_a_section_with_its_title_a_bad_and_a_good_example_and_a_way_to_suppress_it()
    {
        var sections = Sections.Matches(Repository.Read(Readme));

        Assert.Equal(s_rules.Select(rule => rule.Id), sections.Select(section => section.Groups["id"].Value));
        Assert.All(s_rules.Zip(sections), pair =>
        {
            var text = pair.Second.Value;
            Assert.Contains($"**{pair.First.Title.ToString(null)}.**", text, StringComparison.Ordinal);
            Assert.Contains("// bad", text, StringComparison.Ordinal);
            Assert.Contains("// good", text, StringComparison.Ordinal);
            Assert.Contains($"dotnet_diagnostic.{pair.First.Id}.severity", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_table_lists_the_severities_and_the_fixes()
    {
        var fixes = typeof(WebhookCodeFix).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider)))
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!)
            .ToArray();

        var rows = Rows.Matches(Repository.Read(Readme)).Select(row => row.Groups["row"].Value);

        Assert.All(fixes, fix => Assert.Same(WellKnownFixAllProviders.BatchFixer, fix.GetFixAllProvider()));
        Assert.Equal(s_rules.Select(rule => $"[{rule.Id}](#{rule.Id.ToLowerInvariant()}) | {rule.DefaultSeverity} | {(fixes.Any(fix => fix.FixableDiagnosticIds.Contains(rule.Id)) ? "yes" : "no")}"), rows);
    }

    [Fact]
    public void Each_rule_links_to_its_section_where_the_build_knows_the_repository()
    {
        var repository = typeof(Rules).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == "RepositoryUrl")?.Value;

        Assert.All(s_rules, rule => Assert.Equal(repository is null ? "" : $"{repository.TrimEnd('/')}/blob/main/{Readme}#{rule.Id.ToLowerInvariant()}", rule.HelpLinkUri));
    }

    public static TheoryData<string> Ids => [.. s_rules.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_bad_example_is_reported_and_the_good_one_is_silent(string id)
    {
        var section = Sections.Matches(Repository.Read(Readme)).Single(section => section.Groups["id"].Value == id).Value;
        var example = Example.Match(section);

        Assert.Equal([id], (await RunAsync(example.Groups["bad"].Value)).Distinct());
        Assert.Empty(await RunAsync(example.Groups["good"].Value));

        async Task<IEnumerable<string>> RunAsync(string code) => (await AllAnalyzers.RunAsync(AllAnalyzers.Compile([Application(code)]))).Select(diagnostic => diagnostic.Id);
    }

    // Around statements, members of a controller or classes, as an application has them.
    private static string Application(string code)
    {
        if (code.Contains("database.", StringComparison.Ordinal))
        {
            return InboxHandlerTests.Handler(code) + InboxHandlerTests.Inbox;
        }

        var isType = code.Contains(" class ", StringComparison.Ordinal);
        var isMember = !isType && code.StartsWith("[Http", StringComparison.Ordinal);
        return $$"""
            {{Sources.Usings}}
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
                    {{(isType || isMember ? "" : code)}}
                }
            }

            public sealed class RoomHandler : IScreenMeetEventHandler
            {
                public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) => default;
            }
            """;
    }

    [GeneratedRegex(@"^// bad\n(?<bad>.*?)\n\n// good\n(?<good>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example { get; }

    [GeneratedRegex(@"^## (?<id>SM\d{4})\n.*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Sections { get; }

    [GeneratedRegex(@"^\| (?<row>\[SM\d{4}\]\([^)]*\) \| \w+ \| \w+) \|", RegexOptions.Multiline)]
    private static partial Regex Rows { get; }
}
