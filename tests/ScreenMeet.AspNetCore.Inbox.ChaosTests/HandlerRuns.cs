using System.Globalization;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// The runs of handlers, as the nodes' journals have them.
internal static class HandlerRuns
{
    public static IReadOnlyList<HandlerRun> Read(string folder) => [.. Directory.GetFiles(folder).SelectMany(ReadFile)];

    private static IEnumerable<HandlerRun> ReadFile(string path)
    {
        var process = Number(Path.GetFileName(path));
        var runs = new Dictionary<int, HandlerRun>();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);

        // The last line may not be written to its end yet.
        foreach (var line in reader.ReadToEnd().Split('\n')[..^1])
        {
            var words = line.Split(' ');
            var run = Number(words[0]);
            var time = long.Parse(words[1], CultureInfo.InvariantCulture);
            if (words[2] == "begun")
            {
                runs.Add(run, new(process, words[3], Number(words[4]), Number(words[5]), time));
            }
            else
            {
                (runs[run].End, runs[run].HasSucceeded) = (time, words[2] == "succeeded");
            }
        }

        return runs.Values;
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
