using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed partial class MistakeIdTests
{
    private const string Mistakes = "src/ScreenMeet.AspNetCore/Endpoints/Mistakes.cs";

    [Fact]
    public void The_README_of_the_package_lists_the_mistakes_and_no_others() =>
        Assert.Equal(IdsIn(Mistakes).Order(), IdsIn("src/ScreenMeet.AspNetCore/README.md").Distinct().Order());

    [Fact]
    public void The_README_lists_some_of_them()
    {
        var listed = IdsIn("README.md");

        Assert.NotEmpty(listed);
        Assert.Empty(listed.Except(IdsIn(Mistakes)));
    }

    [Fact]
    public void No_id_is_used_twice()
    {
        var ids = IdsIn(Mistakes);

        Assert.Equal(ids.Distinct(), ids);
        Assert.NotEmpty(ids);
    }

    private static string[] IdsIn(string file) => [.. Id.Matches(Repository.Read(file)).Select(match => match.Value)];

    [GeneratedRegex(@"\bSM\d{4}\b")]
    private static partial Regex Id { get; }
}
