using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class ProcessEndTests(PostgreSqlFixture postgreSql)
{
    // Trap 7. With so few attempts, those that were handled at the same moment would soon be dead too, if they counted.
    [Theory]
    [InlineData(DatabaseKind.Sqlite, 3)]
    [InlineData(DatabaseKind.PostgreSql, 3)]
    [InlineData(DatabaseKind.PostgreSql, 1)]
    public async Task An_event_that_ends_the_process_is_dead_in_the_end_and_the_others_are_handled(DatabaseKind kind, int maxAttempts)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var calls = Path.GetTempFileName();
        await using (var first = await CrashNode.StartAsync(database, calls, maxAttempts))
        {
            await first.AssertStoredAsync(Events.Delivery(
                Events.One("crash", 100, "crash"), Events.One("crash", 101), Events.One("slow1", 1, "slow"), Events.One("slow2", 2, "slow"), Events.One("slow3", 3, "slow"), Events.One("slow1", 11)));
            await first.WaitForEndAsync();
        }

        var restarts = 0;
        for (var isOver = false; !isOver;)
        {
            restarts++;
            Assert.True(restarts <= 6, "The process still ends.");
            await using var next = await CrashNode.StartAsync(database, calls, maxAttempts);
            await Poll.UntilAsync(async () => next.HasEnded || await database.CountAsync<ScreenMeetInboxEvent>() == 0, "the end of the process or of the events");
            isOver = !next.HasEnded;
        }

        // An event that is stored before the node begins to handle is on record from its first attempt on.
        Assert.InRange(restarts, 2, Math.Max(maxAttempts, 3));
        Assert.Equal(restarts, (await File.ReadAllLinesAsync(calls, TestContext.Current.CancellationToken)).Count(static call => call.StartsWith("100:", StringComparison.Ordinal)));
        await using var node = await InboxNode.StartAsync(database, options: static options => options.MaxConcurrency = 0);
        var dead = Assert.Single(await node.ReadDeadAsync());
        Assert.Equal((100, "The process ended"), (Events.NumberOf(dead.Event), dead.ErrorGroup));
        Assert.Contains("The process ended while the event was being handled", dead.Error, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 11, 101], (await database.ReadEffectsAsync()).Select(static effect => effect.Number).Order());
        File.Delete(calls);
    }

    // Trap 7. The attempts of events that were there at the start are on record, so they must not look as if the process had ended.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_whose_batch_is_lost_with_a_later_event_have_no_attempt_counted(bool isAbandoned)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, postgreSql);
        await using (var receiving = await InboxNode.StartAsync(database, options: static options => options.MaxConcurrency = 0))
        {
            await receiving.AssertStoredAsync(Events.Delivery("HUiUti", 1, 3));
        }

        var end = new Signal();
        await using var node = await InboxNode.StartAsync(
            database,
            async (context, e, eventContext, cancellationToken) =>
            {
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
                if (Events.NumberOf(e) == 3 && eventContext.Attempt < 4)
                {
                    if (isAbandoned)
                    {
                        await end.Given;
                    }

                    await context.Database.ExecuteSqlRawAsync("SELECT pg_terminate_backend(pg_backend_pid())", cancellationToken);
                }
            },
            static options => (options.MaxAttempts, options.MinRetryDelay, options.HandlerTimeout) = (4, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2)));
        await node.WaitUntilHandledAsync();
        end.Give();

        Assert.Equal([(1, 1), (2, 1), (3, 4)], (await database.ReadEffectsAsync()).Select(static effect => (effect.Number, effect.Attempt)));
        Assert.Empty(await node.ReadDeadAsync());
    }

    // Trap 15.
    [Theory, EachDatabase]
    public async Task Neither_the_effect_nor_the_mark_is_there_if_the_process_ends_between_them(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var calls = Path.GetTempFileName();
        await using (var crashing = await CrashNode.StartAsync(database, calls))
        {
            await crashing.AssertStoredAsync(Events.Delivery(Events.One("HUiUti", 1), Events.One("HUiUti", 2, "save-and-crash"), Events.One("HUiUti", 3)));
            await crashing.WaitForEndAsync();
        }

        Assert.Contains("saved", await File.ReadAllLinesAsync(calls, TestContext.Current.CancellationToken));
        var effects = await database.ReadEffectsAsync();
        Assert.DoesNotContain(effects, static effect => effect.Number > 1);
        Assert.Equal(3, effects.Count + await database.CountAsync<ScreenMeetInboxEvent>());

        await using (await CrashNode.StartAsync(database, calls, crashes: false))
        {
            await Poll.UntilAsync(async () => await database.CountAsync<ScreenMeetInboxEvent>() == 0, "the events");
        }

        Assert.Equal([1, 2, 3], (await database.ReadEffectsAsync()).Select(static effect => effect.Number));
        File.Delete(calls);
    }
}
