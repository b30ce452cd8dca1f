using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Telemetry;

public sealed class MetricsTests(PostgreSqlFixture postgreSql)
{
    private const string Webhook = "screenmeet.webhook.name";
    private const string Result = "screenmeet.inbox.result";
    private const string State = "screenmeet.inbox.state";

    [Theory, EachDatabase]
    public async Task Events_are_counted_by_their_result(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(database, FailTheSecond, static options => (options.MaxAttempts, options.MinRetryDelay) = (2, TimeSpan.FromMilliseconds(20)));
        using var collector = Collect<long>(node, "screenmeet.inbox.events");

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 4));
        await Poll.UntilAsync(() => SumOf("handled") == 3, "the handled events");

        Assert.Equal((3, 1, 1), (SumOf("duplicate"), SumOf("retried"), SumOf("dead")));
        Assert.Equal("{event}", collector.Instrument!.Unit);
        Assert.All(collector.GetMeasurementSnapshot(), static measurement => Assert.Equal([Result, Webhook], measurement.Tags.Keys.Order()));
        Assert.All(collector.GetMeasurementSnapshot(), static measurement => Assert.Equal("", measurement.Tags[Webhook]));

        long SumOf(string result) => collector.GetMeasurementSnapshot().Where(measurement => (string)measurement.Tags[Result]! == result).Sum(static measurement => measurement.Value);
    }

    [Theory, EachDatabase]
    public async Task The_durations_of_handlers_and_of_waiting_are_recorded_in_seconds(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            static async (context, e, eventContext, cancellationToken) =>
            {
                await Task.Delay(50, cancellationToken);
                await FailTheSecond(context, e, eventContext, cancellationToken);
            },
            static options => (options.MaxAttempts, options.MinRetryDelay) = (2, TimeSpan.FromMilliseconds(20)));
        using var handlers = Collect<double>(node, "screenmeet.inbox.handler.duration");
        using var queue = Collect<double>(node, "screenmeet.inbox.queue.duration");

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        await Poll.UntilAsync(() => handlers.GetMeasurementSnapshot().Count == 4, "the attempts");

        Assert.Equal(("s", "s"), (handlers.Instrument!.Unit, queue.Instrument!.Unit));
        Assert.All(handlers.GetMeasurementSnapshot(), static measurement => Assert.InRange(measurement.Value, 0.03, 60));
        Assert.Equal(
            [null, typeof(InvalidOperationException).FullName, typeof(InvalidOperationException).FullName, null],
            handlers.GetMeasurementSnapshot().Select(static measurement => measurement.Tags.GetValueOrDefault("error.type")));

        // Once for each event, at its first attempt.
        Assert.Equal(3, queue.GetMeasurementSnapshot().Count);
        Assert.All(queue.GetMeasurementSnapshot(), static measurement => Assert.InRange(measurement.Value, 0, 60));
        Assert.Equal([Webhook], queue.GetMeasurementSnapshot()[0].Tags.Keys);
    }

    [Theory, EachDatabase]
    public async Task Counts_and_lag_are_sampled_every_10_seconds_and_never_read_in_a_callback(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);

        // A clock of the node that is wrong by years. Nothing moves it but the test.
        var clock = new FakeTimeProvider(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var release = new TaskCompletionSource();
        await using var node = await InboxNode.StartAsync(
            database,
            async (_, e, _, cancellationToken) => await (Events.NumberOf(e) switch
            {
                0 => release.Task.WaitAsync(cancellationToken),
                1 => throw new InvalidOperationException("This event is retried later."),
                _ => throw new DbUpdateException("This event is dead."),
            }),
            static options => (options.MaxAttempts, options.MinRetryDelay, options.MaxRetryDelay) = (2, TimeSpan.FromHours(1), TimeSpan.FromHours(1)),
            services: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var count = Collect<long>(node, "screenmeet.inbox.event.count");
        using var lag = Collect<double>(node, "screenmeet.inbox.lag");
        await UntilSampledAsync(() => Read(count).Count == 3);
        Assert.All(Read(count), static measurement => Assert.Equal(0, measurement.Value));

        await node.AssertStoredAsync(Events.Delivery(Events.One("pending", 0), Events.One("pending", 10), Events.One("retrying", 1)));
        await Poll.UntilAsync(async () => await node.Inbox.GetStatusAsync(TestContext.Current.CancellationToken) is { Pending: 2, Retrying: 1 }, "the first attempts");
        Assert.All(Read(count), static measurement => Assert.Equal(0, measurement.Value));
        await UntilSampledAsync(() => Read(count).Any(static measurement => measurement.Value > 0));
        Assert.Equal([("dead", 0L), ("pending", 2L), ("retrying", 1L)], Read(count).Select(static measurement => ((string)measurement.Tags[State]!, measurement.Value)).Order());
        Assert.All(Read(count), static measurement => Assert.Equal([State, Webhook], measurement.Tags.Keys.Order()));
        Assert.Equal(("{event}", "s"), (count.Instrument!.Unit, lag.Instrument!.Unit));
        var age = Assert.Single(Read(lag));
        Assert.InRange(age.Value, 0, 300);
        Assert.Equal([Webhook], age.Tags.Keys);

        // Without the tables, a callback that read them would fail.
        await using (var context = database.CreateContext())
        {
            await context.Database.EnsureDeletedAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(3, Read(count).Count);
        Assert.Equal(age.Value, Assert.Single(Read(lag)).Value);
        release.SetResult();

        async Task UntilSampledAsync(Func<bool> condition)
        {
            await Poll.UntilAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromSeconds(12));
                    return condition();
                },
                "a sample");

            // The last move of the clock may have begun a further one.
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        }
    }

    // Only the measurements of this moment.
    private static IReadOnlyList<CollectedMeasurement<T>> Read<T>(MetricCollector<T> collector) where T : struct
    {
        collector.Clear();
        collector.RecordObservableInstruments();
        return collector.GetMeasurementSnapshot();
    }

    private static MetricCollector<T> Collect<T>(InboxNode node, string instrument) where T : struct =>
        new(node.Services.GetRequiredService<IMeterFactory>(), "ScreenMeet.AspNetCore.Inbox", instrument);

    private static Task FailTheSecond(AppDbContext context, Webhooks.ScreenMeetEvent e, ScreenMeetEventContext eventContext, CancellationToken cancellationToken) =>
        Events.NumberOf(e) == 2 ? throw new InvalidOperationException("This event always fails.") : HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
}
