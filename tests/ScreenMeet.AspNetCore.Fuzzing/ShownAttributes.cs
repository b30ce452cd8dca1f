using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Fuzzing;

// Reads every property of an event and of its parts, and holds them against the JSON that they show.
internal static class ShownAttributes
{
    private static readonly Dictionary<Type, (string Property, string? Attribute, Func<object, object?> Read)[]> s_properties =
        typeof(ScreenMeetEvent).Assembly.GetExportedTypes().ToDictionary(
            type => type,
            type => type.GetProperties()
                .Select(property => (property.Name, property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name, (Func<object, object?>)property.GetValue))
                .ToArray());

    public static void AssertComplete(JsonElement json, object shown)
    {
        var properties = s_properties[shown.GetType()].Select(property => (property.Property, property.Attribute, Value: property.Read(shown))).ToArray();
        var typed = properties.Where(property => property.Attribute is not null).ToDictionary(property => property.Attribute!, property => property.Value);
        var additionalData = (IReadOnlyDictionary<string, JsonElement>?)properties.Single(property => property.Property == "AdditionalData").Value;

        var sent = MembersOf(json);
        foreach (var (name, value) in typed)
        {
            if (value is not null)
            {
                AssertShown(sent[name], value);
            }
        }

        var rest = sent.Where(member => !typed.TryGetValue(member.Key, out var value) || (value is null && member.Value.ValueKind != JsonValueKind.Null));
        AssertSame(rest, additionalData ?? new Dictionary<string, JsonElement>());
    }

    private static void AssertShown(JsonElement json, object value)
    {
        switch (value)
        {
            case string text:
                Assert.Equal(json.ValueKind == JsonValueKind.Number ? json.GetRawText() : json.GetString(), text);
                break;
            case long number:
                // The framework's own parser takes a NUL behind a number.
                var digits = json.ValueKind == JsonValueKind.Number ? json.GetRawText() : json.GetString()!;
                Assert.Matches(@"^[+-]?[0-9]+\z", digits);
                Assert.Equal(long.Parse(digits, CultureInfo.InvariantCulture), number);
                break;
            case bool flag:
                Assert.Equal(json.GetBoolean(), flag);
                break;
            case DateTimeOffset time:
                // The two read more digits of a second than there are ticks, and round them differently.
                Assert.Equal(DateTimeOffset.Parse(json.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), time, TimeSpan.FromTicks(1));
                break;
            case IReadOnlyDictionary<string, JsonElement> elements:
                AssertSame(MembersOf(json), elements);
                break;
            case IReadOnlyDictionary<string, bool> flags:
                Assert.Equal(MembersOf(json).ToDictionary(member => member.Key, member => member.Value.GetBoolean()), flags);
                break;
            default:
                AssertComplete(json, value);
                break;
        }
    }

    private static void AssertSame(IEnumerable<KeyValuePair<string, JsonElement>> expected, IReadOnlyDictionary<string, JsonElement> actual) =>
        Assert.Equal(
            expected.ToDictionary(member => member.Key, member => member.Value.GetRawText()),
            actual.ToDictionary(member => member.Key, member => member.Value.GetRawText()));

    // The last of several members of one name counts.
    private static Dictionary<string, JsonElement> MembersOf(JsonElement json)
    {
        var members = new Dictionary<string, JsonElement>();
        if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in json.EnumerateObject())
            {
                members[member.Name] = member.Value;
            }
        }

        return members;
    }
}
