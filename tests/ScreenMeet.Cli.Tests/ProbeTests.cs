using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

public sealed class ProbeTests
{
    [Fact]
    public async Task A_receiver_that_accepts_the_signed_delivery_alone_passes()
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);

        var result = await Tool.RunAsync("probe", SendTests.UrlOf(receiver), "--key", Signed.Key);

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"✓ 200 +[\d.]+ ms  the signed delivery\n +✓ 401 +[\d.]+ ms  the forged delivery\n$", result.Output);
        Assert.Empty(Assert.Single(receiver.ReceivedEvents.Batches));
    }

    [Theory]
    [InlineData(200, "the forged delivery", "The endpoint accepts what nobody has signed.")]
    [InlineData(401, "the signed delivery", "The receiver has another key")]
    [InlineData(404, "the signed delivery", "No endpoint has this path.")]
    [InlineData(405, "the signed delivery", "does not take a POST")]
    [InlineData(503, "the signed delivery", "The receiver has no key for this request")]
    public async Task A_receiver_that_answers_otherwise_does_not(int status, string delivery, string advice)
    {
        await using var receiver = await OddReceiver.StartAsync(status);

        var result = await Tool.RunAsync("probe", receiver.Url, "--key", Signed.Key);

        Assert.Equal(1, result.ExitCode);
        Assert.Matches($"✗ {status} .*{delivery}", result.Output);
        Assert.Contains(advice, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_receiver_there_is_no_answer()
    {
        var result = await Tool.RunAsync("probe", $"http://127.0.0.1:{SendTests.FreePort()}/", "--key", Signed.Key, "--output", "json");

        Assert.Equal(3, result.ExitCode);
        Assert.False((bool)result.Json["ok"]!);
    }

    [Fact]
    public async Task A_monitor_reads_JSON_or_the_exit_code_alone()
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);

        var json = await Tool.RunAsync("probe", SendTests.UrlOf(receiver), "--key", Signed.Key, "--output", "json");
        var quiet = await Tool.RunAsync("probe", SendTests.UrlOf(receiver), "--key", Signed.Key, "--output", "quiet");

        Assert.True((bool)json.Json["ok"]!);
        Assert.Equal([200, 401], json.Json["answers"]!.AsArray().Select(answer => (int)answer!["status"]!));
        Assert.Equal(new ToolResult(0, "", ""), quiet);
    }
}
