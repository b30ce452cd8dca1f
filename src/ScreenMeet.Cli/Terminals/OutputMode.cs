namespace ScreenMeet.Cli;

internal enum OutputMode
{
    Live,
    Plain,
    Json,
    Quiet,
}
