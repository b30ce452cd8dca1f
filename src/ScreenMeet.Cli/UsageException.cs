namespace ScreenMeet.Cli;

// What the user has to change before the command can run.
internal sealed class UsageException(string message) : Exception(message);
