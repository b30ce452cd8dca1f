using System.Collections;

namespace ScreenMeet.AspNetCore.Testing;

// The properties of a JSON object in their order. A value is a text, a number, a flag, a time, null or properties again.
internal sealed class StoryProperties : IEnumerable<(string Name, object? Value)>
{
    private readonly List<(string Name, object? Value)> _properties = [];

    public void Add(string name, object? value) => _properties.Add((name, value));

    public void AddWhere(bool condition, string name, object? value)
    {
        if (condition)
        {
            Add(name, value);
        }
    }

    public void AddAll(StoryProperties? others) => _properties.AddRange(others?._properties ?? []);

    public IEnumerator<(string Name, object? Value)> GetEnumerator() => _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
