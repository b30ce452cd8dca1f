using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Testing.Tests;

// The bytes of a story are a promise to users who compare with them: a file here changes with a major version alone.
public sealed class GoldenTests
{
    private const string Folder = "tests/ScreenMeet.AspNetCore.Testing.Tests/Golden";

    public static TheoryData<string, int> Stories => [.. from name in ScreenMeetStory.Names from seed in new[] { 1, 2 } select new TheoryDataRow<string, int>(name, seed)];

    [Theory]
    [MemberData(nameof(Stories))]
    public void The_same_seed_makes_the_same_bytes(string name, int seed) =>
        Assert.Equal(Repository.Read($"{Folder}/{name}-{seed}.txt"), Lines(ScreenMeetStory.Create(name, seed)));

    [Fact]
    public void The_same_seed_makes_the_same_changes() =>
        Assert.Equal(
            Repository.Read($"{Folder}/changed.txt"),
            string.Concat(ScreenMeetStory.Names.Select(name => Lines(ScreenMeetStory.Create(name, 3).WithOtherCuts().WithDuplicates(0.5).WithLateDeliveries(0.5)))));

    // A line for each delivery.
    private static string Lines(ScreenMeetStory story) => string.Concat(story.Deliveries.Select(delivery =>
        Encoding.UTF8.GetString(ScreenMeetTestDelivery.Create(Signed.Key, delivery).Body.Span) + "\n"));
}
