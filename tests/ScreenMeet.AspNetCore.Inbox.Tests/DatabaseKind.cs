namespace ScreenMeet.AspNetCore.Inbox.Tests;

public enum DatabaseKind
{
    Sqlite,
    PostgreSql,
}
