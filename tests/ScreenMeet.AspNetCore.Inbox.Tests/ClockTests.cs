using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class ClockTests(PostgreSqlFixture postgreSql)
{
    // Trap 11.
    [Theory, EachDatabase]
    public async Task A_clock_that_is_an_hour_off_makes_no_attempt_early_or_late(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var attempts = new ConcurrentQueue<(string Session, long Time)>();
        var stored = new ConcurrentQueue<DateTimeOffset>();

        // Of two nodes over one SQLite file, only one handles events.
        if (kind == DatabaseKind.Sqlite)
        {
            await HandleAsync(1);
            await HandleAsync(-1);
        }
        else
        {
            await HandleAsync(1, -1);
        }

        Assert.All(
            attempts.GroupBy(static attempt => attempt.Session),
            static ofSession =>
            {
                var times = ofSession.Select(static attempt => attempt.Time).ToList();
                Assert.Equal(3, times.Count);
                Assert.All(
                    times.Zip(times.Skip(1)),
                    static gap => Assert.InRange(Stopwatch.GetElapsedTime(gap.First, gap.Second), TimeSpan.FromSeconds(0.5), TimeSpan.FromMinutes(1)));
            });
        Assert.All(stored, static time => Assert.InRange(time, DateTimeOffset.UtcNow - TimeSpan.FromMinutes(5), DateTimeOffset.UtcNow + TimeSpan.FromMinutes(5)));
        Assert.NotEmpty(stored);

        async Task HandleAsync(params int[] hours)
        {
            var nodes = await Task.WhenAll(hours.Select(StartAsync));
            try
            {
                foreach (var (node, hour) in nodes.Zip(hours))
                {
                    await node.AssertStoredAsync(Events.Delivery($"session{hour}", 1, 1));
                }

                await nodes[0].WaitUntilHandledAsync();
                await using var context = database.CreateContext();
                (await context.Set<ScreenMeetInboxDeadEvent>().ToListAsync(TestContext.Current.CancellationToken))
                    .ForEach(dead => new[] { dead.StoredAt, dead.LastAttemptAt }.ToList().ForEach(stored.Enqueue));
                (await context.Set<ScreenMeetInboxKey>().ToListAsync(TestContext.Current.CancellationToken)).ForEach(key => stored.Enqueue(key.StoredAt));
            }
            finally
            {
                foreach (var node in nodes)
                {
                    await node.DisposeAsync();
                }
            }
        }

        Task<InboxNode> StartAsync(int hours) => InboxNode.StartAsync(
            database,
            (_, e, _, _) =>
            {
                attempts.Enqueue((e.SessionId!, Stopwatch.GetTimestamp()));
                throw new InvalidOperationException("This event always fails.");
            },
            static options =>
                (options.MaxAttempts, options.MinRetryDelay, options.PollingInterval) = (3, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.05)),
            services: builder => builder.Services.AddSingleton<TimeProvider>(new WrongClock(TimeSpan.FromHours(hours))));
    }

    private sealed class WrongClock(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }
}
