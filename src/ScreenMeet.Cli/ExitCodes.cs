namespace ScreenMeet.Cli;

internal static class ExitCodes
{
    public const int AsExpected = 0;
    public const int NotAsExpected = 1;
    public const int Usage = 2;
    public const int NoConnection = 3;
    public const int Interrupted = 130;
}
