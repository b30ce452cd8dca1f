using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// The promises are tested through PgBouncer too: see EachDatabase(PgBouncer = true).
public sealed class PgBouncerTests(PostgreSqlFixture postgreSql)
{
    // Trap 27.
    [Fact]
    public async Task Every_statement_of_the_inbox_works_through_PgBouncer()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PgBouncer, postgreSql, hasTables: false);
        await WholeInbox.RunAsync<PlainContext>(services => services.AddDbContext<PlainContext>(options => database.Configure(options)));
    }

    // Trap 27.
    [Fact]
    public async Task Nothing_that_the_inbox_sets_stays_on_a_connection_of_PgBouncer()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PgBouncer, postgreSql);
        await using var node = await InboxNode.StartAsync(database);
        await node.AssertStoredAsync(Events.Delivery(Enumerable.Range(0, 50).Select(static number => Events.One(Events.Name(number % 10), number))));
        await node.WaitUntilHandledAsync(dead: 0);

        await using var connection = new Npgsql.NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        for (var i = 0; i < 20; i++)
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = """
                SELECT current_setting('statement_timeout') || current_setting('idle_in_transaction_session_timeout'),
                  (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
                """;
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
            Assert.Equal(("00", 0L), (reader.GetString(0), reader.GetInt64(1)));
            await reader.CloseAsync();
            await connection.CloseAsync();
        }
    }
}
