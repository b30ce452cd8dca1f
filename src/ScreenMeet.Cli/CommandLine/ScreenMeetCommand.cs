using System.CommandLine;
using System.CommandLine.Help;

namespace ScreenMeet.Cli;

internal static class ScreenMeetCommand
{
    private const string Description =
        "Tries a receiver of ScreenMeet webhooks without ScreenMeet, and finds out why a delivery does not verify.";

    public static RootCommand Create()
    {
        var root = new RootCommand(Description)
        {
            SendCommand.Create(),
            ProbeCommand.Create(),
            VerifyCommand.Create(),
            SignCommand.Create(),
            EventsCommand.Create(),
            CompletionCommand.Create(),
            OutputOption.Instance,
        };
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }

        return root;
    }
}
