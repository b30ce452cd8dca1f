using System.Collections;
using System.Text.Json;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

// The dictionaries of an event: flags, elements, and the properties without a typed counterpart.
public sealed class MapTests
{
    private const string Rest = "";

    public static TheoryData<string, int> Maps => new MatrixTheoryData<string, int>(
        [.. TypedProperty.Of(PropertyKind.Flags, PropertyKind.Map).Select(a => a.Path), Rest],
        [1, 2, 4, 5, 8, 9, 16, 17, 18, 33, 1000]);

    [Theory]
    [MemberData(nameof(Maps))]
    public void A_map_finds_each_name_and_keeps_the_order_sent(string path, int count)
    {
        var sent = Names(count).Select((name, i) => (Name: name, Value: i % 3 == 0)).ToArray();
        var map = Map.Of(Read(path, sent));

        Assert.Equal(count, map.Count);
        Assert.Equal(sent, map.Entries);
        Assert.Equal(sent.Select(entry => entry.Name), map.Keys);
        Assert.Equal(sent.Select(entry => entry.Value), map.Values);
        Assert.All(sent, entry => Assert.Equal((true, entry.Value, entry.Value), (map.Contains(entry.Name), map.Item(entry.Name), map.Find(entry.Name))));
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void A_map_does_not_find_a_name_that_was_not_sent(string path, int count)
    {
        var map = Map.Of(Read(path, Names(count).Select(name => (name, true))));

        foreach (var name in new[] { "", "name", "NAME0", "name0 ", $"name{count}" })
        {
            Assert.False(map.Contains(name));
            Assert.Null(map.Find(name));
            Assert.Throws<KeyNotFoundException>(() => map.Item(name));
        }

        Assert.Throws<ArgumentNullException>(() => map.Contains(null!));
        Assert.Throws<ArgumentNullException>(() => map.Find(null!));
        Assert.Throws<ArgumentNullException>(() => map.Item(null!));
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void The_last_of_several_values_of_one_name_counts(string path, int count)
    {
        var names = Names(count);
        var map = Map.Of(Read(path, [.. names.Select(name => (name, false)), .. names.Reverse().Select(name => (name, true))]));

        Assert.Equal(names.Select(name => (name, true)), map.Entries);
        Assert.All(names, name => Assert.True(map.Item(name)));
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void A_map_cannot_be_changed(string path, int count) =>
        Assert.False(CanBeChanged(Read(path, Names(count).Select(name => (name, true)))));

    internal static bool CanBeChanged(object map) =>
        map is IDictionary { IsReadOnly: false } or IDictionary<string, JsonElement> { IsReadOnly: false } or IDictionary<string, bool> { IsReadOnly: false };

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"name{i}")];

    private static object Read(string path, IEnumerable<(string Name, bool Value)> properties)
    {
        var json = string.Join(',', properties.Select(property => $"\"{property.Name}\":{(property.Value ? "true" : "false")}"));
        return path == Rest
            ? Sent.Event($"{{{json}}}").AdditionalData
            : TypedProperty.At(path).Read(Sent.Event(TypedProperty.Json(path, $"{{{json}}}")))!;
    }

    // A map of flags or of elements, seen as one of flags.
    private sealed record Map(
        int Count, (string Name, bool Value)[] Entries, string[] Keys, bool[] Values, Predicate<string> Contains, Predicate<string> Item, Func<string, bool?> Find)
    {
        public static Map Of(object map) => map is IReadOnlyDictionary<string, bool> flags
            ? Of(flags, flag => flag)
            : Of((IReadOnlyDictionary<string, JsonElement>)map, element => element.GetBoolean());

        private static Map Of<TValue>(IReadOnlyDictionary<string, TValue> map, Func<TValue, bool> flagOf) => new(
            map.Count,
            [.. map.Select(entry => (entry.Key, flagOf(entry.Value)))],
            [.. map.Keys],
            [.. map.Values.Select(flagOf)],
            map.ContainsKey,
            name => flagOf(map[name]),
            name => map.TryGetValue(name, out var value) ? flagOf(value) : null);
    }
}
