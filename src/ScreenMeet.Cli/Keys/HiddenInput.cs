using System.Text;

namespace ScreenMeet.Cli;

// A line from the terminal that does not show there.
internal static class HiddenInput
{
    public static string ReadLine(string prompt)
    {
        Console.Error.Write(prompt);
        Console.TreatControlCAsInput = true;
        try
        {
            return ReadKeys();
        }
        finally
        {
            Console.TreatControlCAsInput = false;
            Console.Error.WriteLine();
        }
    }

    private static string ReadKeys()
    {
        var line = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
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
}
