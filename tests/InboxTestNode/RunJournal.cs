using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace InboxTestNode;

// Says outside of the database when handlers ran, in a file of this process. What was written is there even if the process is killed, and
// the clock is that of the machine.
public sealed class RunJournal(string folder) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file = new(
        Path.Combine(folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    private int _runs;

    public RunInProgress Begin(string session, int number, int attempt)
    {
        var run = new RunInProgress(this, Interlocked.Increment(ref _runs));
        Write(run.Id, string.Create(CultureInfo.InvariantCulture, $"begun {session} {number} {attempt}"));
        return run;
    }

    public void Dispose() => _file.Dispose();

    private void Write(int run, string text)
    {
        lock (_lock)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{run} {Stopwatch.GetTimestamp()} {text}\n");
            _file.Write(Encoding.UTF8.GetBytes(line));
        }
    }

    public sealed class RunInProgress(RunJournal journal, int id)
    {
        public int Id => id;

        public void Succeeded() => journal.Write(id, "succeeded");

        public void Failed() => journal.Write(id, "failed");
    }
}
