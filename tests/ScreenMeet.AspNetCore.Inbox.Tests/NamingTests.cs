using Microsoft.EntityFrameworkCore;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class NamingTests(PostgreSqlFixture postgreSql)
{
    // Trap 20.
    [Theory, EachDatabase]
    public async Task Names_come_from_the_naming_convention_and_the_default_schema(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        await WholeInbox.RunAsync<SnakeCaseContext>(services => services.AddDbContext<SnakeCaseContext>(options =>
        {
            database.Configure(options);
            options.UseSnakeCaseNamingConvention();
        }));

        await database.ExecuteAsync($"SELECT webhook_name, due_at FROM {(database.IsSqlite ? "" : "x.")}screen_meet_inbox_event");
    }

    // Trap 20.
    [Theory, EachDatabase]
    public async Task Names_may_be_any_text(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        await WholeInbox.RunAsync<OtherNamesContext>(services => services.AddDbContext<OtherNamesContext>(options => database.Configure(options)));

        await database.ExecuteAsync($""""SELECT "select", "@due" FROM {(database.IsSqlite ? "" : "\"y z\".")}"the ""events""" """");
    }
}
