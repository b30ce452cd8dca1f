using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Fuzzing;

public sealed class CorpusTests
{
    private static readonly Dictionary<string, string[]> s_outcomes = new()
    {
        ["signature"] = ["Missing", "Malformed", "Mismatch", "Valid"],
        ["parser"] = ["refused", "empty", "events"],
        ["middleware"] = [.. ExpectedAnswer.Statuses.Keys],
    };

    public static TheoryData<string, string> Inputs =>
        [.. FuzzTarget.All.Keys.SelectMany(target => FilesOf(target).Select(file => new TheoryDataRow<string, string>(target, Path.GetFileName(file))))];

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Keys];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void An_input_of_the_corpus_does_what_it_should(string target, string file) =>
        FuzzTarget.All[target](File.ReadAllBytes(Path.Combine(FolderOf(target), file)));

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_corpus_reaches_everything_that_can_come_of_an_input(string target) =>
        Assert.Equal(
            s_outcomes[target].Order(),
            FilesOf(target).Select(file => FuzzTarget.All[target](File.ReadAllBytes(file))).Distinct().Order());

    private static string[] FilesOf(string target) => Directory.GetFiles(FolderOf(target));

    private static string FolderOf(string target) => Path.Combine(Repository.Root, "tests", "ScreenMeet.AspNetCore.Fuzzing", "Corpus", target);
}
