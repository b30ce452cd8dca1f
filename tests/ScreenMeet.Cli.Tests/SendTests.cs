using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ScreenMeet.AspNetCore.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

public sealed class SendTests
{
    [Theory]
    [InlineData("support")]
    [InlineData("cobrowse")]
    [InlineData("live")]
    [InlineData("unused")]
    [InlineData("scheduled")]
    [InlineData("burst")]
    public async Task A_story_arrives_as_the_package_for_tests_makes_it(string story)
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);

        var result = await Tool.RunAsync("send", UrlOf(receiver), "--key", Signed.Key, "--story", story, "--seed", "7", "--rate", "1000");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(
            ScreenMeetStory.Create(story, 7).Deliveries.Select(delivery => delivery.Select(e => e.Fingerprint).ToArray()),
            receiver.ReceivedEvents.Batches.Select(batch => batch.Select(e => e.Fingerprint).ToArray()));
    }

    [Fact]
    public async Task It_says_first_what_it_will_send_and_shows_what_became_of_it()
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);

        var result = await Tool.RunAsync("send", UrlOf(receiver), "--key", Signed.Key, "--seed", "7");

        var announcement = result.Error[..result.Error.IndexOf('✓')];
        Assert.Contains(UrlOf(receiver), announcement, StringComparison.Ordinal);
        Assert.Contains("5 deliveries, 5 a second, 1 connection", announcement, StringComparison.Ordinal);
        Assert.Contains("story support, session 09Mpte, seed 7", announcement, StringComparison.Ordinal);
        Assert.Matches("key +[0-9a-f]{12} ", announcement);
        Assert.Matches(@"1 ✓ 200 +[\d.]+ ms  session-created", result.Error);
        Assert.Contains("All 5 deliveries were answered as expected.", result.Output, StringComparison.Ordinal);
        Assert.Contains("200 ×5", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"p50 [\d.]+ ms, p90 [\d.]+ ms, p99 [\d.]+ ms, max [\d.]+ ms", result.Output);
        Assert.DoesNotContain(Signed.Key, result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_sessions_are_sent_over_several_connections()
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);

        var result = await Tool.RunAsync(
            "send", UrlOf(receiver), "--key", Signed.Key, "--count", "300", "--connections", "8", "--duplicate", "0.2", "--shuffle", "0.2", "--forge", "0.2", "--seed", "3", "--output", "json");

        var forged = (int)result.Json["statuses"]!["401"]!;
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(300, (int)result.Json["expected"]!);
        Assert.InRange(forged, 10, 100);
        Assert.Equal(300 - forged, (int)result.Json["statuses"]!["200"]!);
        Assert.Equal(300 - forged, receiver.ReceivedEvents.Batches.Count);
        Assert.True(receiver.ReceivedEvents.Batches.SelectMany(batch => batch).Select(e => e.SessionId).Distinct().Count() > 20);
    }

    [Fact]
    public async Task The_same_seed_sends_the_same_requests()
    {
        await using var receiver = await OddReceiver.StartAsync((context, _) => Task.CompletedTask);
        string[] arguments = ["send", receiver.Url, "--key", Signed.Key, "--count", "40", "--duplicate", "0.3", "--shuffle", "0.3", "--forge", "0.3", "--output", "quiet"];

        await Tool.RunAsync([.. arguments, "--seed", "5"]);
        await Tool.RunAsync([.. arguments, "--seed", "5"]);
        await Tool.RunAsync([.. arguments, "--seed", "6"]);

        var signatures = receiver.Received.Select(request => request.Signature).Chunk(40).ToArray();
        Assert.Equal(3, signatures.Length);
        Assert.Equal(signatures[0], signatures[1]);
        Assert.NotEqual(signatures[0], signatures[2]);
    }

    [Fact]
    public async Task A_rate_is_kept()
    {
        await using var receiver = await OddReceiver.StartAsync(200);
        var clock = Stopwatch.StartNew();

        var result = await Tool.RunAsync("send", receiver.Url, "--key", Signed.Key, "--count", "21", "--rate", "20");

        Assert.Equal(0, result.ExitCode);
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(1), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task An_answer_that_was_not_expected_is_shown_with_the_beginning_of_its_body_and_nothing_that_moves_the_cursor()
    {
        await using var receiver = await OddReceiver.StartAsync((context, _) =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync("Boom\u001b[2J\u202e" + new string('x', 2100) + "end");
        });

        var result = await Tool.RunAsync("send", receiver.Url, "--key", Signed.Key, "--story", "unused");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(@"Boom\u001B[2J\u202Exxx", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Error);
        Assert.DoesNotContain("xend", result.Error, StringComparison.Ordinal);
        Assert.Contains("500 instead of 2xx for session-created", result.Error, StringComparison.Ordinal);
        Assert.Contains("The receiver's own code failed.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_accepts_a_forged_delivery_is_not_as_expected()
    {
        await using var receiver = await OddReceiver.StartAsync(200);

        var result = await Tool.RunAsync("send", receiver.Url, "--key", Signed.Key, "--forge", "1");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("200 instead of 401", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_is_refused_and_that_is_said()
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);

        var result = await Tool.RunAsync("send", UrlOf(receiver), "--key", Signed.PreviousKey, "--story", "unused");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("The receiver has another key", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_receiver_it_stops_at_once()
    {
        var result = await Tool.RunAsync("send", $"http://127.0.0.1:{FreePort()}/", "--key", Signed.Key, "--count", "1000");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("Nothing listens at this address and port.", result.Error, StringComparison.Ordinal);
        Assert.Contains("999 were not sent", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_takes_too_long_is_none()
    {
        await using var receiver = await OddReceiver.StartAsync((context, _) => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted));

        var result = await Tool.RunAsync("send", receiver.Url, "--key", Signed.Key, "--story", "unused", "--timeout", "0.2");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("did not answer within 0.2 seconds", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Only_with_retry_is_a_delivery_posted_again(bool retry, int exitCode)
    {
        await using var receiver = await OddReceiver.StartAsync((context, number) =>
        {
            context.Response.StatusCode = number % 2 == 1 ? 503 : 200;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });
        string[] arguments = ["send", receiver.Url, "--key", Signed.Key, "--count", "3", "--output", "json"];

        var result = await Tool.RunAsync(retry ? [.. arguments, "--retry"] : arguments);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(retry ? 3 : 0, (int)result.Json["retries"]!);
        Assert.Equal(retry ? 3 : 1, (int)result.Json["statuses"]!["200"]!);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        await using var target = await OddReceiver.StartAsync(200);
        await using var receiver = await OddReceiver.StartAsync((context, _) =>
        {
            context.Response.Redirect(target.Url, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });

        var result = await Tool.RunAsync("send", receiver.Url, "--key", Signed.Key, "--story", "unused");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"redirects to {target.Url}", result.Error, StringComparison.Ordinal);
        Assert.Empty(target.Received);
    }

    [Fact]
    public async Task The_events_of_a_file_are_sent_in_one_delivery()
    {
        await using var receiver = await Receiver.StartAsync(Server.Kestrel);
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes("  [ {\"type\":\"one\"} ,\n{\"type\" : \"two\"} ]\n"));

        var result = await Tool.RunAsync("send", UrlOf(receiver), "--key", Signed.Key, "--file", file.Path);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["""{"type":"one"}""", """{"type" : "two"}"""], Assert.Single(receiver.ReceivedEvents.Batches).Select(e => Encoding.UTF8.GetString(e.RawJson.Span)));
    }

    [Fact]
    public async Task A_captured_body_is_sent_to_the_byte_with_a_fresh_signature()
    {
        byte[] captured = [0xEF, 0xBB, 0xBF, (byte)'[', 0xFF, 0x00, (byte)'\r', (byte)'\n'];
        await using var receiver = await OddReceiver.StartAsync(200);
        using var file = new TemporaryFile(captured);

        var refused = await Tool.RunAsync("send", receiver.Url, "--key", Signed.Key, "--file", file.Path);
        var result = await Tool.RunAsync("send", receiver.Url, "--key", Signed.Key, "--file", file.Path, "--as-captured");

        Assert.Equal((2, 0), (refused.ExitCode, result.ExitCode));
        Assert.Contains("reading stopped at byte 4 of 8", refused.Error, StringComparison.Ordinal);
        var (body, signature) = Assert.Single(receiver.Received);
        Assert.Equal(captured, body);
        Assert.Equal(Signed.Hex(captured).ToLowerInvariant(), signature);
    }

    [Fact]
    public async Task An_interruption_shows_what_was_sent()
    {
        await using var receiver = await OddReceiver.StartAsync(200);
        using var tool = Tool.Start(new(), "send", receiver.Url, "--key", Signed.Key, "--count", "100000", "--rate", "50");
        await Poll.UntilAsync(() => receiver.Received.Count > 3, "the first deliveries");

        // A process in the background may have inherited that SIGINT is ignored. TerminalTests press Ctrl-C.
        await Commands.RunAsync("kill", "-TERM", $"{tool.Id}");
        var result = await tool.WaitAsync();

        Assert.Equal(130, result.ExitCode);
        Assert.Contains("stopped", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"\d+ of 100000 deliveries were answered as expected; \d+ were not sent\.", result.Output);
        Assert.Matches(@"200 ×\d+", result.Output);
    }

    [Theory]
    [InlineData("https://hooks.example.com/screenmeet")]
    [InlineData("http://192.0.2.1/")]
    [InlineData("http://localhost.example.com/")]
    [InlineData("http://user@hooks.example.com/")]
    [InlineData("http://127.0.0.1@hooks.example.com/")]
    public async Task Another_machine_has_to_be_asked_for(string url)
    {
        foreach (var command in new[] { "send", "probe" })
        {
            var result = await Tool.RunAsync(command, url, "--key", Signed.Key);

            Assert.Equal(2, result.ExitCode);
            Assert.Contains("--allow-remote", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_machine_can_be_asked_for()
    {
        // A name that never exists.
        var result = await Tool.RunAsync("send", "http://nowhere.invalid/", "--key", Signed.Key, "--allow-remote", "--timeout", "20");

        Assert.Equal(3, result.ExitCode);
    }

    [Theory]
    [InlineData("--story", "unheard")]
    [InlineData("--count", "0")]
    [InlineData("--count", "many")]
    [InlineData("--rate", "0")]
    [InlineData("--rate", "NaN")]
    [InlineData("--connections", "0")]
    [InlineData("--duplicate", "1.5")]
    [InlineData("--shuffle", "-0.1")]
    [InlineData("--forge", "often")]
    [InlineData("--seed", "x")]
    [InlineData("--start", "yesterday")]
    [InlineData("--timeout", "0")]
    [InlineData("--output", "7")]
    [InlineData("--file", "/does/not/exist")]
    [InlineData("--as-captured")]
    [InlineData("--unheard")]
    [InlineData("another-argument")]
    public async Task A_command_line_that_is_wrong_sends_nothing_and_says_what_to_correct(params string[] wrong)
    {
        await using var receiver = await OddReceiver.StartAsync(200);

        var result = await Tool.RunAsync(["send", receiver.Url, "--key", Signed.Key, .. wrong]);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(receiver.Received);
        Assert.Empty(result.Output);
        Assert.Contains(wrong[0].StartsWith("--as", StringComparison.Ordinal) || wrong.Length == 1 ? wrong[0] : wrong[0] is "--story" or "--file" ? wrong[1] : wrong[0], result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_shows_nothing()
    {
        await using var receiver = await OddReceiver.StartAsync(404);

        var result = await Tool.RunAsync("send", receiver.Url, "--key", Signed.Key, "--story", "unused", "--output", "quiet");

        Assert.Equal(new ToolResult(1, "", ""), result);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static string UrlOf(Receiver receiver) => new Uri(receiver.Address, EntryPoints.MinimalApi).AbsoluteUri;
}
