using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests.Telemetry;

// Anybody can send requests that are refused, so their lines are limited.
public sealed class LogThrottleTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(10);

    // What anybody can send, and the level and the number of the events that it may write.
    private static readonly Dictionary<string, (LogLevel Level, string Event, Action<HttpContext> Change)> s_lines = new()
    {
        ["method_not_allowed"] = Refused(context => context.Request.Method = "PUT"),
        ["signature_missing"] = Refused(context => context.Request.Headers.Remove("x-signature")),
        ["signature_repeated"] = Refused(context => context.Request.Headers["x-signature"] = new(["a", "b"])),
        ["signature_malformed"] = Refused(context => context.Request.Headers["x-signature"] = "abc"),
        ["signature_mismatch"] = Refused(_ => { }),
        ["algorithm_missing"] = Refused(context => context.Request.Headers.Remove("x-signature-algo")),
        ["algorithm_not_supported"] = Refused(context => context.Request.Headers["x-signature-algo"] = "sha512"),
        ["body_encoded"] = Refused(context => context.Request.Headers.ContentEncoding = "gzip"),
        ["body_too_large"] = Refused(context => context.Request.ContentLength = 2_000_000),
        ["body_broken"] = Refused(context => context.Request.Body = new BrokenBody()),
        ["body_empty"] = Refused(context => context.Request.Body = new MemoryStream()),
        ["keys_unavailable"] = Refused(context => context.Items["keys"] = "none"),
        ["a provider that throws"] = (LogLevel.Error, "KeyProviderFailed", context => context.Items["keys"] = "throws"),
        ["a provider that returns a placeholder"] = (LogLevel.Error, "ProvidedKeyUnusable", context => context.Items["keys"] = "placeholder"),
        ["a client that disconnects while the provider runs"] = (LogLevel.Warning, "KeyProviderCancelled", context =>
        {
            context.Items["keys"] = "throws";
            context.RequestAborted = new CancellationToken(canceled: true);
        }
        ),
        ["an observer that throws"] = (LogLevel.Error, "ObserverFailed", context => context.Request.Headers["x-signature"] = "observer"),
    };

    public static TheoryData<string> Lines => [.. s_lines.Keys];

    [Fact]
    public async Task A_flood_writes_its_first_line_at_once_and_then_one_line_in_ten_seconds_with_the_number_of_the_others()
    {
        var (log, time) = (new RecordingLog(), new FakeTimeProvider());
        await using var pipeline = new BarePipeline(log, time);

        for (var second = 0; second < 60; second++)
        {
            for (var i = 0; i < 100; i++)
            {
                await pipeline.SendForgedAsync();
            }

            Assert.Single(log.Named("DeliveryRefused"));
            Assert.Equal(second / 10, log.Named("FurtherRefusals").Count);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("Refused a request to 'hook' with 401: signature_mismatch.", log.Lines[0].Message);
        Assert.Equal("Refused 999 further requests to the ScreenMeet webhook with 401: signature_mismatch. They came after the last line with this reason.", log.Lines[1].Message);
        Assert.All(log.Named("FurtherRefusals").Skip(1), line => Assert.Equal(1000, line.Count));
        Assert.All(log.Lines, line => Assert.Equal(LogLevel.Warning, line.Level));
        Assert.Equal(6000, log.RefusedIn());

        // The end of the flood is quiet, and the next one begins with a line at once.
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(7, log.Lines.Count);
        await pipeline.SendForgedAsync();
        Assert.Equal("DeliveryRefused", log.Lines[7].Name);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Each_kind_of_line_that_anybody_can_cause_is_limited(string cause)
    {
        var (level, name, change) = s_lines[cause];
        var (log, time) = (new RecordingLog(), new FakeTimeProvider());
        await using var pipeline = new BarePipeline(log, time, services => services
            .AddSingleton<IScreenMeetSigningKeyProvider, KeysOfRequest>()
            .AddSingleton<ScreenMeetDeliveryObserver, ChoosyObserver>());

        for (var i = 0; i < 20; i++)
        {
            await pipeline.SendAsync(change);
        }

        // Nothing else is written more than once either.
        Assert.Contains(log.Lines, line => line.Name == name && line.Level == level);
        Assert.All(log.Lines.GroupBy(line => line.Name), lines => Assert.Single(lines));

        time.Advance(s_interval);

        var counted = Assert.Single(log.Lines, line => line["EventName"] == name || (name == "DeliveryRefused" && line.Name == "FurtherRefusals"));
        Assert.Equal((level, 19), (counted.Level, counted.Count));
        if (name == "DeliveryRefused")
        {
            Assert.Equal(cause, counted["Reason"]);
        }
    }

    [Fact]
    public async Task Webhooks_and_reasons_do_not_silence_each_other()
    {
        var log = new RecordingLog();
        await using var pipeline = new BarePipeline(log, new FakeTimeProvider());

        for (var i = 0; i < 5; i++)
        {
            foreach (var webhook in new[] { "", "emea" })
            {
                await pipeline.SendForgedAsync(webhook);
                await pipeline.SendAsync(context => context.Request.Headers.Remove("x-signature"), webhook);
            }
        }

        Assert.Equal(4, log.Lines.Count);
    }

    [Fact]
    public async Task A_genuine_delivery_that_cannot_be_read_is_never_left_out()
    {
        var (log, time) = (new RecordingLog(), new FakeTimeProvider());
        await using var pipeline = new BarePipeline(log, time);

        for (var i = 0; i < 20; i++)
        {
            var status = await pipeline.SendAsync(context =>
            {
                context.Request.Body = new MemoryStream("{}"u8.ToArray());
                context.Request.Headers["x-signature"] = Signed.Hex("{}"u8.ToArray());
            });
            Assert.Equal(400, status);
            await pipeline.SendForgedAsync();
        }

        Assert.Equal(20, log.Named("DeliveryUnreadable").Count);
        Assert.Equal(20, log.RefusedIn("body_unreadable"));
        time.Advance(s_interval);
        Assert.Equal(20, log.RefusedIn("body_unreadable"));
        Assert.Equal(20, log.RefusedIn("signature_mismatch"));
    }

    [Fact]
    public async Task What_was_left_out_is_written_when_the_application_ends()
    {
        var log = new RecordingLog();
        await using (var receiver = await Receiver.StartAsync(services: builder => builder.Logging.AddProvider(log), options: webhook => webhook.SigningKey = Signed.Key))
        {
            for (var i = 0; i < 5; i++)
            {
                await receiver.AssertAnswerAsync(EntryPoints.MinimalApi, BarePipeline.AnotherKey, HttpStatusCode.Unauthorized);
            }

            Assert.Single(log.Named("DeliveryRefused"));
        }

        Assert.Equal(4, Assert.Single(log.Named("FurtherRefusals")).Count);
    }

    [Fact]
    public async Task After_the_application_has_ended_nothing_is_written()
    {
        var (log, time) = (new RecordingLog(), new FakeTimeProvider());
        await using (var pipeline = new BarePipeline(log, time))
        {
            await pipeline.SendForgedAsync();
            await pipeline.SendForgedAsync();
        }

        Assert.Equal(2, log.Lines.Count);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, log.Lines.Count);
    }

    // An exception on a timer's thread would end the process of these tests.
    [Fact]
    public async Task A_logger_that_throws_does_not_throw_on_the_timer_and_silences_nothing_for_good()
    {
        var isFull = true;
        var log = new RecordingLog(throws: id => isFull && id.Name == "FurtherRefusals");
        await using (var pipeline = new BarePipeline(log, new HurriedTime()))
        {
            await Poll.UntilAsync(
                async () =>
                {
                    await pipeline.SendForgedAsync();
                    return log.Thrown >= 5;
                },
                "the logger to throw");

            isFull = false;
            await Poll.UntilAsync(
                async () =>
                {
                    await pipeline.SendForgedAsync();
                    return log.Named("FurtherRefusals").Count > 0;
                },
                "a line");
            isFull = true;
            await pipeline.SendForgedAsync();
            await pipeline.SendForgedAsync();
        }

        var fake = new FakeTimeProvider();
        await using var another = new BarePipeline(new RecordingLog(throws: id => id.Name == "FurtherRefusals"), fake);
        await another.SendForgedAsync();
        await another.SendForgedAsync();
        fake.Advance(s_interval);
    }

    [Fact]
    public async Task The_number_is_not_written_as_part_of_a_request()
    {
        var log = new RecordingLog();
        await using var pipeline = new BarePipeline(log, new HurriedTime());

        RecordingLog.Flow = "the request";
        await Poll.UntilAsync(
            async () =>
            {
                await pipeline.SendForgedAsync();
                return log.Named("FurtherRefusals").Count > 0;
            },
            "the number");

        Assert.Equal("the request", log.Named("DeliveryRefused")[0].Flow);
        Assert.Null(log.Named("FurtherRefusals")[0].Flow);
    }

    [Fact]
    public async Task Every_refusal_is_in_a_line_or_in_a_number_however_requests_timers_and_the_end_meet()
    {
        const int senders = 4;
        const int requests = 25;
        for (var round = 0; round < 300; round++)
        {
            var (log, time) = (new RecordingLog(), new FakeTimeProvider());
            await using (var pipeline = new BarePipeline(log, time))
            {
                var sending = Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(async () =>
                {
                    for (var i = 0; i < requests; i++)
                    {
                        await pipeline.SendForgedAsync();
                    }
                })));
                while (!sending.IsCompleted)
                {
                    time.Advance(s_interval);
                }

                await sending;
            }

            Assert.Equal(senders * requests, log.RefusedIn());
        }
    }

    [Fact]
    public async Task An_end_in_the_middle_of_a_flood_throws_nothing_and_leaves_no_timer()
    {
        for (var round = 0; round < 300; round++)
        {
            var (log, time) = (new RecordingLog(), new FakeTimeProvider());
            var pipeline = new BarePipeline(log, time);
            await pipeline.SendForgedAsync();
            using var start = new Barrier(3);
            var sending = Task.Run(async () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                for (var i = 0; i < 30; i++)
                {
                    await pipeline.SendForgedAsync();
                }
            }, TestContext.Current.CancellationToken);
            var waiting = Task.Run(() =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                time.Advance(s_interval);
            }, TestContext.Current.CancellationToken);
            start.SignalAndWait(TestContext.Current.CancellationToken);
            await pipeline.DisposeAsync();
            await Task.WhenAll(sending, waiting);

            var messages = log.Lines.Select(line => line.Message).ToArray();

            // Afterwards, the requests find no key any more, which is another kind of line.
            Assert.InRange(messages.Length, 1, 9);
            time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(messages, log.Lines.Select(line => line.Message));
        }
    }

    [Fact]
    public async Task A_line_that_is_left_out_allocates_nothing()
    {
        const int requests = 400;
        await using var logging = new BarePipeline(new RecordingLog(), new FakeTimeProvider());
        await using var silent = new BarePipeline(new RecordingLog(LogLevel.None), new FakeTimeProvider());

        Assert.InRange(Measure(logging) - Measure(silent), long.MinValue, requests - 1);

        // The runtime allocates once in a while too, so the least of several measurements counts.
        static long Measure(BarePipeline pipeline) => Enumerable.Range(0, 10).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < requests; i++)
            {
                Assert.True(pipeline.SendForgedAsync().IsCompletedSuccessfully);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }

    private static (LogLevel, string, Action<HttpContext>) Refused(Action<HttpContext> change) => (LogLevel.Warning, "DeliveryRefused", change);

    private sealed class KeysOfRequest : IScreenMeetSigningKeyProvider
    {
        public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken) =>
            context.Items["keys"] switch
            {
                "none" => default,
                "placeholder" => new(new ScreenMeetSigningKeys("your-signing-key")),
                "throws" => throw new TimeoutException(),
                _ => new(new ScreenMeetSigningKeys(Signed.Key)),
            };
    }

    private sealed class ChoosyObserver : ScreenMeetDeliveryObserver
    {
        public override void OnRefused(ScreenMeetDeliveryOutcome outcome)
        {
            if (outcome.Reason == "signature_malformed")
            {
                throw new InvalidOperationException();
            }
        }
    }

    private sealed class BrokenBody : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException();

        public override bool CanSeek => false;
    }
}
