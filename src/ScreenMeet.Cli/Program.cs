using System.CommandLine;
using System.CommandLine.Invocation;
using ScreenMeet.Cli;

using var interruption = new Interruption();
var result = ScreenMeetCommand.Create().Parse(args);
var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
try
{
    if (result.Action is ParseErrorAction parseError)
    {
        // The whole help would push the message off the screen.
        parseError.ShowHelp = args.Length == 0;
        configuration.Output = Console.Error;
        await result.InvokeAsync(configuration);
        return ExitCodes.Usage;
    }

    return await result.InvokeAsync(configuration, interruption.Token);
}
catch (UsageException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCodes.Usage;
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;
}
