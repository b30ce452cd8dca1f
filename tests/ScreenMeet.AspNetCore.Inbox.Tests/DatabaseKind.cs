namespace ScreenMeet.AspNetCore.Inbox.Tests;

public enum DatabaseKind
{
    Sqlite,
    PostgreSql,

    // PostgreSQL behind PgBouncer in transaction mode.
    PgBouncer,
}
