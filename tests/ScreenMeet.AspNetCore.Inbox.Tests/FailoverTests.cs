using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class FailoverTests
{
    // Trap 25. Both servers go on, and nothing ends the connections to the one that does not accept writes any more.
    [Fact]
    public async Task After_a_failover_no_connection_to_the_read_only_server_stays_in_use()
    {
        PostgreSqlFixture.Require();
        await using var old = await PostgreSqlServer.StartAsync("fsync=off");
        await using var promoted = await PostgreSqlServer.StartAsync("fsync=off");
        await using var oldDatabase = await TestDatabase.CreateAsync(old);
        await using var promotedDatabase = await TestDatabase.CreateAsync(promoted);
        var oldName = new NpgsqlConnectionStringBuilder(oldDatabase.ConnectionString).Database!;
        NpgsqlConnection.ClearAllPools();
        await promoted.ExecuteAsync("postgres", $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(promotedDatabase.ConnectionString).Database} RENAME TO {oldName}");
        await using var tcp = FaultyProxy.Start(old.Port);

        // A pool of its own, which other tests do not clear.
        await using var dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(oldDatabase.ConnectionString) { Port = tcp.Port });
        var handled = new ConcurrentQueue<(string?, int Attempt)>();
        await using var node = await InboxNode.StartAsync(
            builder =>
            {
                builder.Services.AddDbContext<AppDbContext>(options => options.UseNpgsql(dataSource));
                builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key).AddHandler<ScriptedHandler>().AddInbox<AppDbContext>(
                    static options => options.MinRetryDelay = TimeSpan.FromMilliseconds(100));
            },
            async (context, e, eventContext, cancellationToken) =>
            {
                handled.Enqueue((e.SessionId, eventContext.Attempt));
                await HandlerScripts.SaveEffect(context, e, eventContext, cancellationToken);
            },
            static app => app.MapScreenMeetWebhook(InboxNode.Path));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => node.AssertStoredAsync(Events.Delivery(Events.Name(number), number, 1))));
        await node.WaitUntilHandledAsync(dead: 0);

        // What the old server had and did not handle is on the new one too, as if it had been replicated.
        await node.Inbox.PauseAsync("", TestContext.Current.CancellationToken);
        await node.AssertStoredAsync(Events.Delivery("replicated", 0, 1));
        await using (var from = new NpgsqlConnection(old.ConnectionString(oldName) + ";Pooling=false"))
        await using (var source = new DbContextOf(from))
        await using (var to = new NpgsqlConnection(promoted.ConnectionString(oldName) + ";Pooling=false"))
        await using (var target = new DbContextOf(to))
        {
            target.AddRange(await source.Set<ScreenMeetInboxEvent>().AsNoTracking().ToListAsync(TestContext.Current.CancellationToken));
            target.AddRange(await source.Set<ScreenMeetInboxKey>().AsNoTracking().ToListAsync(TestContext.Current.CancellationToken));
            await target.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await node.Inbox.ResumeAsync("", TestContext.Current.CancellationToken);
        await old.ExecuteAsync("postgres", "ALTER SYSTEM SET default_transaction_read_only = on");
        await old.ExecuteAsync("postgres", "SELECT pg_reload_conf()");
        await Poll.UntilAsync(async () => await IsReadOnlyAsync(old), "the setting of the old server");
        tcp.Target = promoted.Port;

        var clock = Stopwatch.StartNew();
        await Poll.UntilAsync(async () => await node.PostAsync(Events.Delivery("after", 0, 1)) == HttpStatusCode.OK, "the new server");
        await using var promotedContext = new DbContextOf(new NpgsqlConnection(promoted.ConnectionString(oldName) + ";Pooling=false"));
        await Poll.UntilAsync(
            async () => await promotedContext.Set<Effect>().CountAsync(static effect => effect.Session == "after" || effect.Session == "replicated", TestContext.Current.CancellationToken) == 2,
            "the events to be handled",
            () => string.Join('\n', node.Logs.TakeLast(40).Select(static log => $"{log.Message} {log.Exception?.Message}")));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), clock.Elapsed.ToString());
        Assert.Contains(("after", 1), handled);
        Assert.DoesNotContain(handled, static handled => handled.Attempt > 1);
        Assert.DoesNotContain(node.Logs, static log => log.Message.Contains("is dead", StringComparison.Ordinal));
    }

    // The server reads its settings again in a process of its own, and tells the others then.
    private static async Task<bool> IsReadOnlyAsync(PostgreSqlServer server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SHOW default_transaction_read_only", connection);
        return (string?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) == "on";
    }

    private sealed class DbContextOf(NpgsqlConnection connection) : AppDbContext(new DbContextOptionsBuilder<AppDbContext>().UseNpgsql(connection).Options);
}
