using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests.Readme;

// tests/README.md says which classes prove which promise.
public sealed partial class ProofTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "tests");

    [Fact]
    public void Each_class_that_proves_a_promise_exists()
    {
        var links = Link.Matches(Repository.Read("tests/README.md"));

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.Contains($"class {link.Groups["class"].Value}", File.ReadAllText(Path.Combine(s_folder, link.Groups["file"].Value)), StringComparison.Ordinal));
    }

    [Fact]
    public void Each_promise_has_a_proof()
    {
        var promises = Promise.Matches(Repository.Read("tests/README.md")).Select(match => match.Value).ToArray();

        Assert.NotEmpty(promises);
        Assert.All(promises, promise => Assert.Matches(Link, promise));
    }

    [Theory]
    [InlineData("ScreenMeet.AspNetCore.ProxyTests", "*Tests.cs")]
    [InlineData("ScreenMeet.AspNetCore.StressTests", "*Tests.cs")]
    [InlineData(".", "*Time*Tests.cs")]
    public void Each_class_about_proxies_attacks_and_time_proves_a_promise(string folder, string pattern)
    {
        var named = Link.Matches(Repository.Read("tests/README.md")).Select(link => Path.GetFullPath(link.Groups["file"].Value, s_folder));
        var existing = Directory.GetFiles(Path.GetFullPath(folder, s_folder), pattern, SearchOption.AllDirectories);

        Assert.NotEmpty(existing);
        Assert.Empty(existing.Except(named));
    }

    [GeneratedRegex(@"\[(?<class>\w+)\]\((?<file>[\w./]+/\w+\.cs)\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"^\| \d+ \|.*$", RegexOptions.Multiline)]
    private static partial Regex Promise { get; }
}
