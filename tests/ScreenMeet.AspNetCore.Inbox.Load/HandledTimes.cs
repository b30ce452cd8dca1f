using System.Diagnostics;
using System.IO.MemoryMappedFiles;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// When each event was handled, in a file that the nodes write and the sender reads. Linux has one monotonic clock for all processes.
internal sealed class HandledTimes : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public HandledTimes(string path, int capacity)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, mapName: null, (capacity + 1) * sizeof(long));
        _view = _file.CreateViewAccessor();
    }

    // Opens the file of another process.
    public HandledTimes(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path);
        _view = _file.CreateViewAccessor();
    }

    // How many events were handled a second time.
    public long Repeated => _view.ReadInt64(0);

    public long this[int number] => _view.ReadInt64((number + 1) * sizeof(long));

    public void Add(List<int> numbers)
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var number in numbers)
        {
            if (this[number] != 0)
            {
                _view.Write(0, Repeated + 1);
            }

            _view.Write((number + 1) * sizeof(long), now);
        }
    }

    public async Task WaitAsync(int first, int count, TimeSpan limit)
    {
        var started = Stopwatch.GetTimestamp();
        for (var number = first; number < first + count;)
        {
            if (this[number] != 0)
            {
                number++;
            }
            else if (Stopwatch.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"Event {number} was not handled within {limit}.");
            }
            else
            {
                await Task.Delay(20);
            }
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
