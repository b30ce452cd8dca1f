using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

// What the README shows of a proxy's configuration.
internal static partial class ReadmeExcerpt
{
    public static string Of(string proxy) => Fence.Matches(Repository.Read("src/ScreenMeet.AspNetCore/README.md"))
        .Single(match => match.Groups["language"].Value == proxy).Groups["text"].Value;

    // In place of a name, an address or a file of the README's, the test's own.
    public static string With(this string text, string shown, string used)
    {
        Assert.Contains(shown, text, StringComparison.Ordinal);
        return text.Replace(shown, used, StringComparison.Ordinal);
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence { get; }
}
