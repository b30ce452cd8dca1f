using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class OddEventTests(PostgreSqlFixture postgreSql)
{
    // Trap 29.
    [Theory, EachDatabase(PgBouncer = true)]
    public async Task Events_of_every_odd_kind_are_stored_and_handled_as_they_were_sent(DatabaseKind kind)
    {
        string[] events =
        [
            """{"type":"a\u0000b","id":"nul\u0000nul","message":"\u0000"}""",
            """{"type":"\ud800","id":"\udfff","label":"\ud83d"}""",
            """{"type":"plain","id":"Prüfung – naïve ☂ 日本 🙂"}""",
            """{ "type" : "blanks" ,  "id"  : "with blanks" }""",
            """{"id":12345,"type":7,"seconds":"x"}""",
            """{}""",
            "null", "true", "0", "-1.5e300", "\"text\"", "[]", "[[1,2],{}]",
            """{"id":{"id":"HUiUti"},"id":["HUiUti"]}""",
            """{"a":""" + new string('[', 60) + new string(']', 60) + "}",
        ];
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var handled = new ConcurrentQueue<string>();
        await using var node = await InboxNode.StartAsync(database, (_, e, _, _) =>
        {
            handled.Enqueue(Encoding.UTF8.GetString(e.RawJson.Span));
            return Task.CompletedTask;
        });

        await node.AssertStoredAsync(Events.Delivery(events));
        await node.WaitUntilHandledAsync(dead: 0);

        Assert.Equal(events.Order(StringComparer.Ordinal), handled.Order(StringComparer.Ordinal));
        await node.AssertStoredAsync(Events.Delivery(events.Reverse()));
        Assert.Equal(events.Length, await database.CountAsync<ScreenMeetInboxKey>());
    }

    // Trap 29.
    [Theory, EachDatabase(PgBouncer = true)]
    public async Task Odd_events_that_fail_are_dead_with_what_was_sent(DatabaseKind kind)
    {
        string[] events = ["""{"type":"a\u0000b","id":"nul\u0000nul"}""", """{"type":"\ud800","id":"\udfff"}""", "null", "[1]", "{}"];
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database, static (_, e, _, _) => throw new InvalidOperationException($"{e.Type}\0\ud800 \udc00 🙂"), static options => options.MaxAttempts = 1);

        await node.AssertStoredAsync(Events.Delivery(events));
        await node.WaitUntilHandledAsync(dead: events.Length);

        var dead = await DeadAsync(node);
        Assert.Equal(events, dead.Select(static dead => Encoding.UTF8.GetString(dead.Event.RawJson.Span)));
        Assert.All(dead, static dead => Assert.Contains("\ufffd\ufffd \ufffd 🙂", dead.Error, StringComparison.Ordinal));
    }

    // Trap 29.
    [Theory, EachDatabase]
    public async Task Exceptions_of_every_odd_kind_make_an_event_dead(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        await using var node = await InboxNode.StartAsync(
            database,
            static (_, e, _, _) => throw (Events.NumberOf(e) switch
            {
                0 => new ExceptionThatCannotBeWritten(),
                1 => new ExceptionWithName<Dictionary<string, Dictionary<string, Dictionary<string, Dictionary<string, ExceptionWithName<int>>>>>>(),
                2 => new OperationCanceledException("not by the inbox"),
                3 => new AggregateException(new InvalidOperationException("a"), new InvalidOperationException("b")),
                4 => new TaskCanceledException(),
                _ => new JsonException(null),
            }),
            static options => options.MaxAttempts = 1);

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 0, 6));
        await node.WaitUntilHandledAsync(dead: 6);

        var dead = await DeadAsync(node);
        Assert.Equal(Enumerable.Range(0, 6), dead.Select(static dead => Events.NumberOf(dead.Event)));
        Assert.All(dead, static dead => Assert.InRange(dead.ErrorGroup.Length, 1, 400));
        Assert.Contains(nameof(ExceptionThatCannotBeWritten), dead[0].Error, StringComparison.Ordinal);
    }

    // Trap 30.
    [Theory, EachDatabase(PgBouncer = true)]
    public async Task Session_ids_of_any_length_are_ordered(DatabaseKind kind)
    {
        var long1 = new string('x', 100_000) + "1";
        var long2 = new string('x', 100_000) + "2";
        string?[] sessions = [long1, long2, "", null, " ", "\0", "ID", "id"];
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        var handled = new ConcurrentQueue<(string? Session, int Number)>();
        await using var node = await InboxNode.StartAsync(database, async (_, e, _, cancellationToken) =>
        {
            await Task.Delay(Random.Shared.Next(3), cancellationToken);
            handled.Enqueue((e.SessionId, Events.NumberOf(e)));
        });

        await node.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, 4).SelectMany(number => sessions.Select(session => Events.One(session, number)))));
        await node.WaitUntilHandledAsync(dead: 0);

        Assert.All(sessions, session => Assert.Equal([0, 1, 2, 3], handled.Where(handled => handled.Session == session).Select(static handled => handled.Number)));
    }

    // Trap 30: an empty id, a missing one and each other one are sessions of their own, so none waits for another.
    [Theory, EachDatabase]
    public async Task Sessions_with_odd_ids_do_not_hold_each_other(DatabaseKind kind)
    {
        string?[] sessions = ["", null, "id", "ID", "id:"];
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);
        using var all = new CountdownEvent(sessions.Length);
        await using var node = await InboxNode.StartAsync(database, async (_, _, _, cancellationToken) =>
        {
            all.Signal();
            await Poll.UntilAsync(() => all.IsSet, "all sessions at once");
        });

        await node.AssertStoredAsync(Events.Delivery(sessions.Select(static session => Events.One(session, 0))));
        await node.WaitUntilHandledAsync(dead: 0);
    }

    // Trap 31.
    [Theory, EachDatabase]
    public async Task An_error_text_of_a_megabyte_is_cut(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql);

        // The cut is in the middle of a surrogate pair for one of the two.
        await using var node = await InboxNode.StartAsync(
            database,
            static (_, e, _, _) => throw new InvalidOperationException(new string('x', Events.NumberOf(e)) + string.Concat(Enumerable.Repeat("🙂", 500_000))),
            static options => options.MaxAttempts = 1);

        await node.AssertStoredAsync(Events.Delivery("HUiUti", 0, 2));
        await node.WaitUntilHandledAsync(dead: 2);

        var dead = await DeadAsync(node);
        Assert.Equal([3999, 4000], dead.Select(static dead => dead.Error.Length).Order());
        Assert.All(dead, static dead => Assert.EndsWith("🙂", dead.Error, StringComparison.Ordinal));
    }

    private static async Task<List<ScreenMeetDeadEvent>> DeadAsync(InboxNode node) =>
        await node.Inbox.GetDeadEventsAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    private sealed class ExceptionThatCannotBeWritten : Exception
    {
        public override string Message => throw new InvalidOperationException();

        public override string ToString() => throw new InvalidOperationException();
    }

    private sealed class ExceptionWithName<T> : Exception;
}
