namespace ScreenMeet.Packages.Tests.Packing;

// The version of what is packed, in each state that the sources can be in.
public sealed class VersionTests
{
    private const string Project = "ScreenMeet.Webhooks";

    [Fact]
    public async Task A_tag_names_the_version_and_its_section_of_the_changelog()
    {
        using var sources = SourceTree.Copy(Project);
        sources.Write("CHANGELOG.md", """
            # Changelog

            ## [Unreleased]

            - Later.

            ## [1.2.3] - 2026-05-04

            ### Added

            - 100%; `$(Version)` and @(Items), 'quoted'.

            ## [1.2.2] - 2026-05-03

            - Before.
            """);
        await sources.CommitAsync();
        await sources.GitAsync("tag", "v1.2.3");

        var package = new Package(Path.Combine(await sources.PackAsync(), $"{Project}.1.2.3.nupkg"));

        Assert.Equal("### Added\n\n- 100%; `$(Version)` and @(Items), 'quoted'.", package.Metadata.Element("releaseNotes")!.Value.ReplaceLineEndings("\n"));

        // What is not released yet has a version between the tag and the next one.
        await sources.CommitAsync();
        Assert.Equal("1.2.4-alpha.0.1", await EvaluateVersionAsync(sources));
    }

    [Fact]
    public async Task Where_nothing_is_unreleased_the_notes_are_those_of_the_last_release()
    {
        using var sources = SourceTree.Copy(Project);
        sources.Write("CHANGELOG.md", """
            # Changelog

            ## [Unreleased]

            ## [1.0.0] - 2026-05-04

            - Last.

            ## [0.9.0] - 2026-05-03

            - Before.
            """);
        await sources.CommitAsync();

        var package = new Package(Assert.Single(Directory.GetFiles(await sources.PackAsync(), $"{Project}.*.nupkg")));

        Assert.Equal("- Last.", package.Metadata.Element("releaseNotes")!.Value);
    }

    [Fact]
    public async Task A_clone_without_tags_packs_a_pre_release_of_the_first_version()
    {
        using var sources = SourceTree.Copy(Project);
        await sources.CommitAsync();
        await sources.CommitAsync();
        using var shallow = new SourceTree();
        await shallow.GitAsync("clone", "--quiet", "--depth", "1", $"file://{sources.Folder}", ".");

        await DotNet.RunAsync(sources.Folder, "restore");
        await DotNet.RunAsync(shallow.Folder, "restore");

        Assert.Equal("1.0.0-alpha.0.1", await EvaluateVersionAsync(sources));
        Assert.StartsWith("1.0.0-alpha.0", await EvaluateVersionAsync(shallow), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_archive_packs_what_never_passes_for_a_release()
    {
        // The repository around the archive is not the one that the archive was made of.
        using var outer = new SourceTree();
        outer.Write("README.md", "");
        var commit = await outer.CommitAsync();
        await outer.GitAsync("tag", "v7.0.0");
        using var sources = SourceTree.Copy(Project);
        var archive = Path.Combine(outer.Folder, "archive");
        Directory.Move(sources.Folder, archive);
        Directory.CreateDirectory(sources.Folder);

        await DotNet.RunAsync(archive, "pack", "-c", "Release", "-o", outer.Folder);
        await DotNet.RunAsync(archive, "pack", "-c", "Release", "-o", outer.Folder, "-p:MinVerVersionOverride=1.2.3");

        var package = new Package(Path.Combine(outer.Folder, $"{Project}.1.0.0-archive.nupkg"));
        var named = new Package(Path.Combine(outer.Folder, $"{Project}.1.2.3.nupkg"));
        using var assembly = new PackedAssembly(package[$"lib/net10.0/{Project}.dll"]);
        Assert.All(new[] { package, named }, packed => Assert.Null(packed.Metadata.Element("repository")!.Attribute("commit")));
        Assert.DoesNotContain(commit, assembly.Attribute<System.Reflection.AssemblyInformationalVersionAttribute>(), StringComparison.Ordinal);
        Assert.Null(assembly.SourceLink);
        Assert.All(assembly.Documents, static document => Assert.StartsWith("/_/", document.Path, StringComparison.Ordinal));
        Assert.Contains($"]({PackageTests.RepositoryUrl}/blob/main/", package.Text("README.md"), StringComparison.Ordinal);
    }

    private static async Task<string> EvaluateVersionAsync(SourceTree sources) =>
        (await DotNet.RunAsync(Path.Combine(sources.Folder, "src", Project), "msbuild", "-target:MinVer", "-getProperty:PackageVersion")).Trim();
}
