namespace ScreenMeet.AspNetCore.Inbox.Load;

internal sealed record ExecutedStatement(string Sql, double Milliseconds, string Plan);
