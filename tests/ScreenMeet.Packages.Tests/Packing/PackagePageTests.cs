using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Packing;

// The README that a package shows.
public sealed partial class PackagePageTests(PackedPackages packages)
{
    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void A_page_is_short_and_shows_code(string name)
    {
        var page = packages[name].Text("README.md");

        Assert.InRange(page.TrimEnd().Split('\n').Length, 20, 70);
        Assert.Contains("```", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void The_code_of_a_page_is_part_of_a_compiled_file(string name)
    {
        string[] compiled =
        [
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs", SearchOption.AllDirectories),
            .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Snippet.cs", SearchOption.AllDirectories),
        ];

        Assert.All(
            ReadmeCode.Blocks(packages[name].Text("README.md")),
            block => Assert.Contains(compiled, file => Normalize(File.ReadAllText(file)).Contains(Normalize(block), StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void Each_link_of_a_page_leads_to_the_packed_commit(string name)
    {
        var start = $"{PackageTests.RepositoryUrl}/blob/{packages.Commit}/";
        var links = Links.Matches(packages[name].Text("README.md")).Select(static link => link.Groups["target"].Value).Where(static link => link != "https://screenmeet.com").ToArray();

        Assert.NotEmpty(links);
        Assert.All(links, link =>
        {
            Assert.StartsWith(start, link, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(Repository.Root, link[start.Length..].Split('#')[0])), $"{link} leads nowhere.");
        });
    }

    private static string Normalize(string code) => Blanks.Replace(code, " ").Trim();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Links { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks { get; }
}
