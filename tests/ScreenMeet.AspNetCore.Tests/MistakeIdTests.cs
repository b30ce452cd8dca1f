using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed partial class MistakeIdTests
{
    [Fact]
    public void The_README_lists_the_mistakes_and_no_others() =>
        Assert.Equal(IdsIn("src/ScreenMeet.AspNetCore/Endpoints/Mistakes.cs").Order(), IdsIn("README.md").Distinct().Order());

    [Fact]
    public void No_id_is_used_twice()
    {
        var ids = IdsIn("src/ScreenMeet.AspNetCore/Endpoints/Mistakes.cs");

        Assert.Equal(ids.Distinct(), ids);
        Assert.NotEmpty(ids);
    }

    private static string[] IdsIn(string file) => [.. Id.Matches(Repository.Read(file)).Select(match => match.Value)];

    [GeneratedRegex(@"\bSM\d{4}\b")]
    private static partial Regex Id { get; }
}
