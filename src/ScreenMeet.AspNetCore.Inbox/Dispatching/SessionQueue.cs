using System.Threading.Channels;

namespace ScreenMeet.AspNetCore;

// The sessions that this node will look at, each at most once and never by two lanes at the same time. Sessions that do not fit are found
// in the database later.
internal sealed class SessionQueue
{
    private const int Capacity = 10_000;

    private readonly Channel<long> _waiting = Channel.CreateUnbounded<long>();
    private readonly Dictionary<long, State> _states = [];
    private readonly Lock _lock = new();

    private enum State
    {
        Waiting,
        Running,
        RunningAndWaiting,
    }

    public bool IsShort
    {
        get
        {
            lock (_lock)
            {
                return _states.Count < Capacity / 20;
            }
        }
    }

    public void Add(long session)
    {
        lock (_lock)
        {
            if (_states.TryGetValue(session, out var state))
            {
                if (state == State.Running)
                {
                    _states[session] = State.RunningAndWaiting;
                }
            }
            else if (_states.Count < Capacity)
            {
                _states.Add(session, State.Waiting);
                _waiting.Writer.TryWrite(session);
            }
        }
    }

    public async ValueTask<long> TakeAsync(CancellationToken cancellationToken)
    {
        var session = await _waiting.Reader.ReadAsync(cancellationToken);
        lock (_lock)
        {
            _states[session] = State.Running;
        }

        return session;
    }

    // Gives a session back. It waits again, behind the others, if that is asked for or it was added meanwhile.
    public void Return(long session, bool again)
    {
        lock (_lock)
        {
            if (again || _states[session] == State.RunningAndWaiting)
            {
                _states[session] = State.Waiting;
                _waiting.Writer.TryWrite(session);
            }
            else
            {
                _states.Remove(session);
            }
        }
    }
}
