using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ScreenMeet.Webhooks;

// The names and values of a JSON object, in their order. They are few as a rule: an array holds them in half the memory of
// a hash table.
internal sealed class JsonMap<TValue> : IReadOnlyDictionary<string, TValue>
{
    private const int Few = 16;

    private KeyValuePair<string, TValue>[] _members = [];

    // Where each name stands, once there are many.
    private Dictionary<string, int>? _places;

    public JsonMap(int capacity) => Grow(capacity);

    public int Count { get; private set; }

    public IEnumerable<string> Keys => this.Select(static member => member.Key);

    public IEnumerable<TValue> Values => this.Select(static member => member.Value);

    public TValue this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

    public bool ContainsKey(string key) => Find(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TValue value)
    {
        var place = Find(key);
        value = place < 0 ? default : _members[place].Value;
        return place >= 0;
    }

    public IEnumerator<KeyValuePair<string, TValue>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, TValue>>)new ArraySegment<KeyValuePair<string, TValue>>(_members, 0, Count)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // For the one who fills the map, before others see it. The last of several values of one name counts, as in JSON.parse.
    internal void Set(string name, TValue value)
    {
        var place = Find(name);
        if (place < 0)
        {
            place = Count;
            if (place == _members.Length)
            {
                Grow(Math.Max(4, 2 * place));
            }

            _places?.Add(name, place);
            Count++;
        }

        _members[place] = new(name, value);
    }

    private void Grow(int capacity)
    {
        Array.Resize(ref _members, capacity);
        if (capacity > Few && _places is null)
        {
            _places = new(capacity);
            for (var i = 0; i < Count; i++)
            {
                _places.Add(_members[i].Key, i);
            }
        }
    }

    private int Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);

        if (_places is not null)
        {
            return _places.TryGetValue(key, out var place) ? place : -1;
        }

        for (var i = 0; i < Count; i++)
        {
            if (_members[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }
}
