using System.Diagnostics;

namespace ScreenMeet.Cli;

// Counts what was answered, from several requests at the same time.
internal sealed class SendTally(int total)
{
    private const int MostUnexpected = 3;

    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly SortedDictionary<string, int> _statuses = new(StringComparer.Ordinal);
    private readonly List<double> _latencies = [];
    private readonly List<Answer> _unexpected = [];
    private int _expectedCount;
    private int _unexpectedCount;
    private int _unansweredCount;
    private int _unansweredInARow;
    private int _retries;

    // Counts this answer too, and says how many requests in a row got none.
    public int Add(Answer answer)
    {
        lock (_lock)
        {
            _statuses[answer.Label] = _statuses.GetValueOrDefault(answer.Label) + 1;
            _retries += answer.Attempts - 1;
            _unansweredInARow = answer.Status is null ? _unansweredInARow + 1 : 0;
            if (answer.Status is null)
            {
                _unansweredCount++;
            }
            else
            {
                _latencies.Add(answer.Latency.TotalMilliseconds);
                _ = answer.IsExpected ? _expectedCount++ : _unexpectedCount++;
            }

            if (!answer.IsExpected && _unexpected.Count < MostUnexpected && !_unexpected.Any(other => other.Label == answer.Label && other.Body == answer.Body))
            {
                _unexpected.Add(answer);
            }

            return _unansweredInARow;
        }
    }

    public SendResult Snapshot()
    {
        lock (_lock)
        {
            return new(
                total, _expectedCount, _unexpectedCount, _unansweredCount, _retries, Stopwatch.GetElapsedTime(_start),
                new SortedDictionary<string, int>(_statuses), Latencies.Of(_latencies), [.. _unexpected]);
        }
    }

    public SendProgress Progress()
    {
        lock (_lock)
        {
            return new(total, _expectedCount + _unexpectedCount + _unansweredCount, Stopwatch.GetElapsedTime(_start), [.. _statuses]);
        }
    }
}
