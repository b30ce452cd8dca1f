using System.Globalization;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// The runs of handlers, as the nodes' journal has them.
internal static class HandlerRuns
{
    public static IReadOnlyList<HandlerRun> Read(string journal)
    {
        var runs = new Dictionary<(int Process, int Number), HandlerRun>();
        using var file = new FileStream(journal, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var key = (Number(words[0]), Number(words[1]));
            var time = long.Parse(words[2], CultureInfo.InvariantCulture);
            if (words[3] == "begun")
            {
                runs.Add(key, new(key.Item1, words[4], Number(words[5]), Number(words[6]), time));
            }
            else
            {
                (runs[key].End, runs[key].HasSucceeded) = (time, words[3] == "succeeded");
            }
        }

        return [.. runs.Values];

        static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
    }
}
