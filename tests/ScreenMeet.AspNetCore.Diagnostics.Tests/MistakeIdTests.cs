using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

public sealed partial class MistakeIdTests
{
    [Fact]
    public void The_README_of_the_package_lists_the_mistakes_and_no_others()
    {
        var ids = IdsIn("DiagnosticsMistakes.cs");

        Assert.NotEmpty(ids);
        Assert.Equal(ids, ids.Distinct());
        Assert.Equal(ids.Order(), IdsIn("README.md").Distinct().Order());
    }

    private static string[] IdsIn(string file) => [.. Id.Matches(Repository.Read($"src/ScreenMeet.AspNetCore.Diagnostics/{file}")).Select(static match => match.Value)];

    [GeneratedRegex(@"\bSM\d{4}\b")]
    private static partial Regex Id { get; }
}
