using System.Diagnostics;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// Runs the script that prepares a release on a copy of the files that it changes.
public sealed class ReleaseTests : IDisposable
{
    private readonly DirectoryInfo _copy = Directory.CreateTempSubdirectory();

    public ReleaseTests()
    {
        Commands.Require("bash", "awk");
        string[] files = [
            ".ci/release",
            "CHANGELOG.md",
            .. Directory.GetDirectories(Path.Combine(Repository.Root, "src"))
                .SelectMany(static project => Directory.GetFiles(project, "PublicAPI.*").Concat(Directory.GetFiles(project, "AnalyzerReleases.*")))
                .Select(static file => Path.GetRelativePath(Repository.Root, file)),
        ];
        foreach (var file in files)
        {
            var copy = Path.Combine(_copy.FullName, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Repository.Root, file), copy);
        }

        // Whatever the last release has left to say.
        Write("CHANGELOG.md", Read("CHANGELOG.md").Replace("## [Unreleased]", "## [Unreleased]\n\n### Fixed\n\n- A fault.", StringComparison.Ordinal));
    }

    public void Dispose() => _copy.Delete(recursive: true);

    [Fact]
    public async Task What_was_unshipped_is_shipped()
    {
        var apis = Directory.GetFiles(_copy.FullName, "PublicAPI.Shipped.txt", SearchOption.AllDirectories)
            .ToDictionary(shipped => shipped, shipped => LinesOf(shipped).Concat(LinesOf(Unshipped(shipped))).Order(StringComparer.Ordinal).ToArray());

        await ReleaseAsync("77.0.0");

        Assert.NotEmpty(apis);
        Assert.All(apis, static api =>
        {
            Assert.NotEmpty(api.Value);
            Assert.Equal(api.Value, LinesOf(api.Key));
            Assert.Empty(LinesOf(Unshipped(api.Key)));
            Assert.StartsWith("#nullable enable\n", File.ReadAllText(api.Key), StringComparison.Ordinal);
            Assert.Equal("#nullable enable\n", File.ReadAllText(Unshipped(api.Key)));
        });
    }

    [Fact]
    public async Task What_was_removed_is_no_longer_shipped()
    {
        const string folder = "src/ScreenMeet.Webhooks";
        Write($"{folder}/PublicAPI.Shipped.txt", "#nullable enable\nIs.Kept\nIs.Removed\n");
        Write($"{folder}/PublicAPI.Unshipped.txt", "#nullable enable\n*REMOVED*Is.Removed\nIs.Added\n");

        await ReleaseAsync("77.0.0");

        Assert.Equal("#nullable enable\nIs.Added\nIs.Kept\n", Read($"{folder}/PublicAPI.Shipped.txt"));
    }

    [Fact]
    public async Task The_rules_of_the_analyzers_are_released_with_the_version()
    {
        const string folder = "src/ScreenMeet.AspNetCore.Analyzers";
        const string tables = "### New Rules\n\nRule ID | Category | Severity | Notes\n--------|----------|----------|-------\nSM9999 | ScreenMeet | Error | New";
        Write($"{folder}/AnalyzerReleases.Unshipped.md", $"; Unshipped analyzer release\n\n{tables}\n");

        await ReleaseAsync("77.0.0");

        Assert.EndsWith($"## Release 77.0.0\n\n{tables}\n", Read($"{folder}/AnalyzerReleases.Shipped.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("SM9999", Read($"{folder}/AnalyzerReleases.Unshipped.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_changelog_has_a_section_of_the_version()
    {
        await ReleaseAsync("77.0.0", "2030-02-01");

        Assert.Contains("## [Unreleased]\n\n## [77.0.0] - 2030-02-01\n\n### Fixed\n\n- A fault.", Read("CHANGELOG.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_is_not_released_twice()
    {
        await ReleaseAsync("77.0.0");
        var changelog = Read("CHANGELOG.md");

        Assert.Contains("a section for 77.0.0 already", await FailToReleaseAsync("77.0.0"), StringComparison.Ordinal);
        Assert.Equal(changelog, Read("CHANGELOG.md"));
    }

    [Fact]
    public async Task A_release_says_what_has_changed()
    {
        await ReleaseAsync("77.0.0");

        Assert.Contains("nothing under Unreleased", await FailToReleaseAsync("77.1.0"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1.2.3")]
    [InlineData("1.2")]
    [InlineData("1.2.3 ")]
    [InlineData("")]
    public async Task Another_text_is_not_a_version(string version)
    {
        var changelog = Read("CHANGELOG.md");

        Assert.Contains("usage", await FailToReleaseAsync(version), StringComparison.Ordinal);
        Assert.Equal(changelog, Read("CHANGELOG.md"));
    }

    private static string Unshipped(string shipped) => shipped.Replace("Shipped", "Unshipped", StringComparison.Ordinal);

    private static IEnumerable<string> LinesOf(string file) => File.ReadLines(file).Where(static line => line is not ("" or "#nullable enable"));

    private Task<string> ReleaseAsync(params string[] arguments) => Commands.RunAsync("bash", [Script, .. arguments]);

    private async Task<string> FailToReleaseAsync(string version)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Script, version]) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, process.ExitCode);
        return error;
    }

    private string Script => Path.Combine(_copy.FullName, ".ci", "release");

    private string Read(string path) => File.ReadAllText(Path.Combine(_copy.FullName, path));

    private void Write(string path, string text) => File.WriteAllText(Path.Combine(_copy.FullName, path), text);
}
