using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests;

// What a reader copies from a README.
internal static partial class ReadmeCode
{
    public static IEnumerable<string> Blocks(string text) => Fence.Matches(text).Select(match => Regex.Replace(match.Groups["code"].Value, $"^{match.Groups["indentation"].Value}", "", RegexOptions.Multiline));

    // The first block with this text.
    public static string Block(string readme, string text) => Blocks(Repository.Read(readme)).First(block => block.Contains(text, StringComparison.Ordinal));

    public static string Line(string readme, string text) => Block(readme, text).Split('\n').First(line => line.Contains(text, StringComparison.Ordinal));

    [GeneratedRegex("^(?<indentation> *)```csharp\n(?<code>.*?)\n *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence { get; }
}
