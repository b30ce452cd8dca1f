using System.Text;

namespace ScreenMeet.Cli;

// A line from the terminal that does not show there.
internal static class HiddenInput
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(20);

    public static string ReadLine(string prompt, CancellationToken cancellationToken)
    {
        Console.TreatControlCAsInput = true;
        try
        {
            Console.Error.Write(prompt);
            return ReadKeys(cancellationToken);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
            Console.Error.WriteLine();
        }
    }

    private static string ReadKeys(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (ReadKey(cancellationToken) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control })
            {
                throw new OperationCanceledException();
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                line.Length = Math.Max(line.Length - 1, 0);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                line.Append(key.KeyChar);
            }
        }

        return line.ToString();
    }

    // Until a moment ago, Ctrl-C was a signal, and a signal can also come from another process. Nothing else would end the wait for a key.
    private static ConsoleKeyInfo ReadKey(CancellationToken cancellationToken)
    {
        while (!Console.KeyAvailable)
        {
            cancellationToken.WaitHandle.WaitOne(s_patience);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Console.ReadKey(intercept: true);
    }
}
