using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace InboxTestNode;

// Says outside of the database when handlers ran, in a file that all nodes append to. What was written is there even if the process is
// killed, and the clock is that of the machine.
public sealed class RunJournal(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

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
            var line = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {run} {Stopwatch.GetTimestamp()} {text}\n");
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
