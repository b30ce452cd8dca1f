using System.Globalization;
using System.Text.Json;

namespace ScreenMeet.Webhooks.Tests;

// What JsonDocument finds in random arrays, the events must show.
public class RandomArrayTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_array_of_odd_events_shows_what_JsonDocument_finds_in_it(int seed)
    {
        var body = new RandomJson(seed).Array(50);
        using var document = JsonDocument.Parse(body);

        var events = Sent.Body(body);

        Assert.Equal(document.RootElement.GetArrayLength(), events.Length);
        foreach (var (element, read) in document.RootElement.EnumerateArray().Zip(events))
        {
            Assert.Equal(element.GetRawText(), Sent.Text(read.RawJson));
            Assert.All(TypedAttribute.All, attribute => Assert.Equal(
                TypedAttribute.Show(Expected(element, attribute)),
                TypedAttribute.Show(attribute.Read(read))));
            Assert.All(TypedAttribute.Owners, owner => Assert.Equal(
                TypedAttribute.Show(ExpectedAdditionalData(element, owner)),
                TypedAttribute.Show(TypedAttribute.AdditionalData(read, owner))));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_array_of_odd_events_is_refused_when_it_is_cut(int seed)
    {
        var body = Sent.Bytes(new RandomJson(seed).Array(3).TrimEnd());

        Assert.All(
            Enumerable.Range(0, body.Length),
            length => Assert.False(ScreenMeetEventParser.TryParse(body.AsMemory(0, length), out _)));
    }

    private static object? Expected(JsonElement element, TypedAttribute attribute)
    {
        if (Member(element, attribute.Owner) is not { ValueKind: JsonValueKind.Object } owner || Member(owner, attribute.Name) is not { } value)
        {
            return null;
        }

        return (attribute.Kind, value.ValueKind) switch
        {
            (Kind.Text, JsonValueKind.String) => value.GetString(),
            (Kind.Text, JsonValueKind.Number) => value.GetRawText(),
            (Kind.Number, JsonValueKind.Number) when value.TryGetInt64(out var number) => number,
            (Kind.Number, JsonValueKind.String) when value.GetString() is "42" or "-7" => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
            (Kind.Time, JsonValueKind.String) when value.TryGetDateTimeOffset(out var time) => time,
            (Kind.Flag, JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
            (Kind.Flags, JsonValueKind.Object) when value.EnumerateObject().All(entry => IsFlag(entry.Value)) => Members(value).ToDictionary(entry => entry.Key, entry => entry.Value.GetBoolean()),
            (Kind.Map, JsonValueKind.Object) => Members(value),
            (Kind.Part, JsonValueKind.Object) => attribute.Path switch
            {
                "user" => new ScreenMeetUser(),
                "organization" => new ScreenMeetOrganization(),
                "createdByAgentSession" => new ScreenMeetAgentSession(),
                _ => new ScreenMeetCrmSyncTarget(),
            },
            _ => null,
        };
    }

    private static Dictionary<string, JsonElement>? ExpectedAdditionalData(JsonElement element, string owner)
    {
        if (Member(element, owner) is not { ValueKind: JsonValueKind.Object } found)
        {
            return null;
        }

        var typed = TypedAttribute.All.Where(a => a.Owner == owner).ToDictionary(a => a.Name);
        var rest = Members(found)
            .Where(entry => !typed.TryGetValue(entry.Key, out var attribute)
                || (entry.Value.ValueKind != JsonValueKind.Null && Expected(element, attribute) is null))
            .ToDictionary();
        return rest.Count == 0 ? null : rest;
    }

    // The element itself when the name is empty.
    private static JsonElement? Member(JsonElement element, string name)
    {
        if (name.Length == 0)
        {
            return element;
        }

        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
    }

    private static Dictionary<string, JsonElement> Members(JsonElement element)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in element.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        return members;
    }

    private static bool IsFlag(JsonElement element) => element.ValueKind is JsonValueKind.True or JsonValueKind.False;
}
