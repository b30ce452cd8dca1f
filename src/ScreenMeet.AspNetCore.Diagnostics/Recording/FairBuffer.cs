namespace ScreenMeet.AspNetCore.Diagnostics;

// The most recent entries. If there is no room, the oldest entry of the largest group makes room, so that a flood of one kind does not
// push out the others.
internal sealed class FairBuffer<TGroup, T>(int capacity, Func<T, TGroup> groupOf)
    where TGroup : notnull
{
    // The oldest entry is first.
    private readonly LinkedList<T> _entries = [];
    private readonly Dictionary<TGroup, int> _counts = [];

    public IEnumerable<T> OldestFirst => _entries;

    public void Add(T entry)
    {
        _entries.AddLast(entry);
        Count(groupOf(entry), 1);
        if (_entries.Count > capacity)
        {
            RemoveOldestOf(_counts.MaxBy(static group => group.Value).Key);
        }
    }

    private void RemoveOldestOf(TGroup group)
    {
        var node = _entries.First!;
        while (!groupOf(node.Value).Equals(group))
        {
            node = node.Next!;
        }

        _entries.Remove(node);
        Count(group, -1);
    }

    private void Count(TGroup group, int change) => _counts[group] = _counts.GetValueOrDefault(group) + change;
}
