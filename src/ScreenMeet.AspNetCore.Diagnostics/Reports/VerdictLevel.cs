namespace ScreenMeet.AspNetCore.Diagnostics;

internal enum VerdictLevel
{
    Waiting,
    Good,
    Warning,
    Bad,
}
