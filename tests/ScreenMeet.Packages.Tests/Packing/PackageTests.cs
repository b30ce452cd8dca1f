using System.Text.RegularExpressions;
using System.Xml.Linq;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Packing;

// What is in the packed files.
public sealed partial class PackageTests(PackedPackages packages)
{
    [Fact]
    public void Each_packable_project_is_packed_and_nothing_else() =>
        Assert.Equal(SourceProject.All.Where(static project => project.IsPackable).Select(static project => project.Name), packages.Names);

    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void A_package_contains_what_it_should_and_nothing_else(string name)
    {
        var project = SourceProject.Find(name);
        string[] own = project.IsTool
            ? [.. new[] { "DotnetToolSettings.xml", "ScreenMeet.AspNetCore.Testing.dll", "ScreenMeet.Webhooks.dll", "Spectre.Console.Ansi.dll", "Spectre.Console.dll", "System.CommandLine.dll", "screenmeet.deps.json", "screenmeet.dll", "screenmeet.runtimeconfig.json" }.Select(static file => $"tools/net10.0/any/{file}")]
            : [$"lib/net10.0/{project.AssemblyName}.dll", $"lib/net10.0/{project.AssemblyName}.xml"];
        string[] analyzers = name == "ScreenMeet.AspNetCore"
            ? [.. new[] { "ScreenMeet.AspNetCore.Analyzers.CodeFixes.dll", "ScreenMeet.AspNetCore.Analyzers.dll" }.Select(static file => $"analyzers/dotnet/roslyn5.0/cs/{file}")]
            : [];
        string[] operations = name == "ScreenMeet.AspNetCore" ? ["operations/screenmeet.dashboard.json", "operations/screenmeet.rules.yml"] : [];

        Assert.Equal([.. new[] { "README.md", "icon.png", $"{name}.nuspec" }.Concat(own).Concat(analyzers).Concat(operations).Order(StringComparer.Ordinal)], packages[name].Files);
    }

    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void A_package_says_what_it_is_and_where_it_comes_from(string name)
    {
        var metadata = packages[name].Metadata;
        var repository = metadata.Element("repository")!;
        var license = metadata.Element("license")!;

        Assert.Equal((name, packages.Version), (metadata.Element("id")!.Value, metadata.Element("version")!.Value));
        Assert.Equal(("expression", "MIT"), (license.Attribute("type")!.Value, license.Value));
        Assert.Equal(("README.md", "icon.png"), (metadata.Element("readme")!.Value, metadata.Element("icon")!.Value));
        Assert.Equal("ScreenMeet.AspNetCore contributors", metadata.Element("authors")!.Value);
        Assert.Equal(SourceProject.Find(name)["Description"], metadata.Element("description")!.Value);
        Assert.Contains("screenmeet", metadata.Element("tags")!.Value.Split(' '));
        Assert.Equal(("git", RepositoryUrl, packages.Commit), (repository.Attribute("type")!.Value, repository.Attribute("url")!.Value, repository.Attribute("commit")!.Value));
        Assert.Equal(RepositoryUrl, metadata.Element("projectUrl")!.Value);
        Assert.Equal(ReleaseNotes.Match(Repository.Read("CHANGELOG.md")).Groups["notes"].Value, metadata.Element("releaseNotes")!.Value.ReplaceLineEndings("\n"));
    }

    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void The_icon_is_a_square_of_128_pixels(string name)
    {
        var png = packages[name]["icon.png"];

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128], png[16..24]);
    }

    // The packages are released together and know only what is public of each other, so each works with the others' later
    // releases, but not with those of the next major version.
    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void A_package_depends_on_what_its_project_references_and_nothing_else(string name)
    {
        var project = SourceProject.Find(name);
        var metadata = packages[name].Metadata;
        if (project.IsTool)
        {
            Assert.Empty(metadata.Descendants("dependency"));
            return;
        }

        var expected = project.ProjectReferences.Select(reference => (reference, $"[{packages.Version}, 2.0.0)")).Concat(project.PackageReferences).Order();
        var group = Assert.Single(metadata.Elements("dependencies").Elements("group"));

        Assert.Equal("net10.0", group.Attribute("targetFramework")!.Value);
        Assert.Equal(expected, group.Elements("dependency").Select(dependency => (dependency.Attribute("id")!.Value, dependency.Attribute("version")!.Value)).Order());
        Assert.Equal(project.FrameworkReferences, metadata.Elements("frameworkReferences").Elements("group").Elements("frameworkReference").Select(reference => reference.Attribute("name")!.Value));
        Assert.All(
            metadata.Elements("frameworkReferences").Elements("group"),
            frameworks => Assert.Equal("net10.0", frameworks.Attribute("targetFramework")!.Value));
    }

    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void Who_installs_a_package_on_top_of_the_receiver_gets_its_analyzers(string name) => Assert.All(
        packages[name].Metadata.Descendants("dependency").Where(static dependency => dependency.Attribute("id")!.Value == "ScreenMeet.AspNetCore"),
        static dependency => Assert.Null(dependency.Attribute("exclude")));

    [Fact]
    public void The_tool_is_one_and_runs_on_later_versions_of_NET()
    {
        var package = packages["ScreenMeet.Cli"];
        var settings = XElement.Parse(package.Text("tools/net10.0/any/DotnetToolSettings.xml")).Descendants("Command").Single();

        Assert.Equal("DotnetTool", package.Metadata.Descendants("packageType").Single().Attribute("name")!.Value);
        Assert.Equal(("screenmeet", "screenmeet.dll", "dotnet"), (settings.Attribute("Name")!.Value, settings.Attribute("EntryPoint")!.Value, settings.Attribute("Runner")!.Value));
        Assert.Contains("\"rollForward\": \"Major\"", package.Text("tools/net10.0/any/screenmeet.runtimeconfig.json"), StringComparison.Ordinal);
    }

    internal static string RepositoryUrl { get; } = XElement.Load(Path.Combine(Repository.Root, "src", "Directory.Build.props")).Descendants("RepositoryUrl").Single().Value;

    [GeneratedRegex(@"^## \[[^\n]+\n+(?!\n|## \[)(?<notes>.+?)\s*(^## \[|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ReleaseNotes { get; }
}
