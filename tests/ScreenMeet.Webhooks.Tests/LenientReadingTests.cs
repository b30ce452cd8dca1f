using System.Collections.ObjectModel;
using System.Text.Json;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

public class LenientReadingTests
{
    public static IEnumerable<TheoryDataRow<string>> Paths => TypedProperty.All.Select(a => new TheoryDataRow<string>(a.Path));

    public static IEnumerable<TheoryDataRow<string>> Texts => Rows(PropertyKind.Text);

    public static IEnumerable<TheoryDataRow<string>> Numbers => Rows(PropertyKind.Number);

    public static IEnumerable<TheoryDataRow<string>> Times => Rows(PropertyKind.Time);

    public static IEnumerable<TheoryDataRow<string, string>> WrongKinds =>
        from property in TypedProperty.All
        from value in Wrong(property.Kind)
        select new TheoryDataRow<string, string>(property.Path, value);

    [Fact]
    public void Every_property_of_the_usual_event_is_read()
    {
        var read = Sent.Event(TypedProperty.Json("none", ""));

        Assert.All(TypedProperty.All, property => Assert.NotNull(property.Read(read)));
        Assert.All(TypedProperty.Owners, owner => Assert.Empty(TypedProperty.AdditionalData(read, owner) ?? ReadOnlyDictionary<string, JsonElement>.Empty));
    }

    [Theory]
    [MemberData(nameof(WrongKinds))]
    public void A_value_of_a_wrong_kind_stays_in_AdditionalData_and_its_neighbours_are_read(string path, string value)
    {
        var property = TypedProperty.At(path);

        var read = Sent.Event(TypedProperty.Json(path, value));

        Assert.Null(property.Read(read));
        var (name, kept) = Assert.Single(TypedProperty.AdditionalData(read, property.Owner)!);
        Assert.Equal((property.Name, value), (name, kept.GetRawText()));
        AssertNeighboursAreRead(property, read);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_JSON_null_is_null_and_not_in_AdditionalData(string path)
    {
        var property = TypedProperty.At(path);

        var read = Sent.Event(TypedProperty.Json(path, "null"));

        Assert.Null(property.Read(read));
        Assert.Empty(TypedProperty.AdditionalData(read, property.Owner) ?? ReadOnlyDictionary<string, JsonElement>.Empty);
        AssertNeighboursAreRead(property, read);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_number_is_read_as_its_text_where_a_string_is_expected(string path)
    {
        Assert.Equal("42", Read(path, "42"));
        Assert.Equal("-1.50e+3", Read(path, "-1.50e+3"));
        Assert.Equal("123456789012345678901234567890", Read(path, "123456789012345678901234567890"));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_string_is_read_whatever_is_in_it(string path)
    {
        Assert.Equal("", Read(path, "\"\""));
        Assert.Equal(" \"\\/\b\f\n\r\té😀\0 ", Read(path, """" " \"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000 " """"));
        Assert.Equal("Prüfung – naïve ☂ 日本 😀", Read(path, "\"Prüfung – naïve ☂ 日本 😀\""));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_string_of_digits_is_read_where_a_number_is_expected(string path)
    {
        Assert.Equal(42L, Read(path, "\"42\""));
        Assert.Equal(-42L, Read(path, "\"-42\""));
        Assert.Equal(long.MaxValue, Read(path, "\"9223372036854775807\""));
        Assert.Equal(42L, Read(path, """ "\u0034\u0032" """));
    }

    [Fact]
    public void A_string_with_more_than_digits_is_not_a_number_even_when_the_rest_is_invisible()
    {
        var read = Sent.Event("""{"seconds":"7\u0000"}""");

        Assert.Null(read.Seconds);
        Assert.Equal("7\0", read.AdditionalData?["seconds"].GetString());
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_is_read_to_the_ends_of_its_range(string path)
    {
        Assert.Equal(0L, Read(path, "0"));
        Assert.Equal(-1L, Read(path, "-1"));
        Assert.Equal(long.MaxValue, Read(path, "9223372036854775807"));
        Assert.Equal(long.MinValue, Read(path, "-9223372036854775808"));
    }

    [Theory]
    [InlineData("2021-08-09T16:45:57Z", "2021-08-09T16:45:57.0000000+00:00")]
    [InlineData("2021-08-09T16:45:57.000Z", "2021-08-09T16:45:57.0000000+00:00")]
    [InlineData("2021-08-09T16:45:57.123Z", "2021-08-09T16:45:57.1230000+00:00")]
    [InlineData("2021-08-09T16:45:57.1234567Z", "2021-08-09T16:45:57.1234567+00:00")]
    [InlineData("2021-08-09T16:45:57+02:00", "2021-08-09T16:45:57.0000000+02:00")]
    [InlineData("2021-08-09T16:45:57.123-05:30", "2021-08-09T16:45:57.1230000-05:30")]
    [InlineData("2021-08-09T16:45:57+00:00", "2021-08-09T16:45:57.0000000+00:00")]
    [InlineData("2021-08-09T16:45Z", "2021-08-09T16:45:00.0000000+00:00")]
    [InlineData(@"2021-08-09T16\u003a45\u003a57\u005a", "2021-08-09T16:45:57.0000000+00:00")]
    public void A_time_keeps_its_offset_and_its_fractions(string sent, string expected)
    {
        Assert.Equal(expected, TypedProperty.Show(Read("ts", $"\"{sent}\"")));
        Assert.Equal(expected, TypedProperty.Show(Read("createdByAgentSession.createdAt", $"\"{sent}\"")));
    }

    // The first and the last moment are out of range in time zones east or west of UTC. In March, the clocks of many time
    // zones jump.
    [Theory]
    [InlineData("2021-08-09T16:45:57", "2021-08-09T16:45:57.0000000+00:00")]
    [InlineData("2021-08-09T16:45:57.123", "2021-08-09T16:45:57.1230000+00:00")]
    [InlineData("2021-03-14T02:30:00", "2021-03-14T02:30:00.0000000+00:00")]
    [InlineData("2021-03-28T02:30:00", "2021-03-28T02:30:00.0000000+00:00")]
    [InlineData("2021-08-09", "2021-08-09T00:00:00.0000000+00:00")]
    [InlineData("0001-01-01T00:00:00", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("9999-12-31T23:59:59", "9999-12-31T23:59:59.0000000+00:00")]
    public void A_time_without_an_offset_is_UTC(string sent, string expected)
    {
        Assert.Equal(expected, TypedProperty.Show(Read("ts", $"\"{sent}\"")));
        Assert.Equal(expected, TypedProperty.Show(Read("createdByAgentSession.createdAt", $"\"{sent}\"")));
    }

    [Theory]
    [MemberData(nameof(Times))]
    public void Every_time_is_read_alike(string path)
    {
        Assert.Equal("2021-08-09T16:45:57.1230000+02:00", TypedProperty.Show(Read(path, "\"2021-08-09T16:45:57.123+02:00\"")));
        Assert.Equal("2021-08-09T16:45:57.0000000+00:00", TypedProperty.Show(Read(path, "\"2021-08-09T16:45:57\"")));
    }

    [Theory]
    [InlineData("createdByAgentSession.isActive")]
    [InlineData("crmSyncTarget.sync")]
    public void A_flag_is_true_or_false(string path)
    {
        Assert.Equal(true, Read(path, "true"));
        Assert.Equal(false, Read(path, "false"));
    }

    [Theory]
    [InlineData("createdByAgentSession.roles")]
    [InlineData("createdByAgentSession.features")]
    public void Flags_that_nobody_set_are_an_empty_map(string path) =>
        Assert.Empty(Assert.IsType<IReadOnlyDictionary<string, bool>>(Read(path, "{ }"), exactMatch: false));

    [Theory]
    [InlineData("settings")]
    [InlineData("device")]
    [InlineData("stats")]
    public void An_empty_object_is_an_empty_map(string path) => Assert.Equal("{}", TypedProperty.Show(Read(path, "{ }")));

    [Fact]
    public void An_unknown_property_is_in_AdditionalData()
    {
        var read = Sent.Event("""{"type":"room-entered","plugin":{"a":[1, 2]},"":false,"x":null,"seconds":12}""");

        Assert.Equal("""{"": false, "plugin": {"a":[1, 2]}, "x": null}""", TypedProperty.Show(read.AdditionalData));
        Assert.Equal(("room-entered", 12), (read.Type, read.Seconds));
    }

    [Theory]
    [InlineData("user")]
    [InlineData("organization")]
    [InlineData("createdByAgentSession")]
    [InlineData("crmSyncTarget")]
    public void An_unknown_property_of_an_inner_object_is_in_the_AdditionalData_of_that_object(string owner)
    {
        var read = Sent.Event($$$"""{"{{{owner}}}":{"name":"Ada","plugin":{"a":[1, 2]},"x":null}}""");

        Assert.Equal("""{"plugin": {"a":[1, 2]}, "x": null}""", TypedProperty.Show(TypedProperty.AdditionalData(read, owner)));
        Assert.Equal("Ada", TypedProperty.At($"{owner}.name").Read(read));
        Assert.Empty(read.AdditionalData);
    }

    [Fact]
    public void AdditionalData_does_not_depend_on_what_was_read_before()
    {
        const string Json = """{"type":{},"message":"m","x":1,"user":{"id":"?"}}""";
        var before = Sent.Event(Json).AdditionalData;
        var read = Sent.Event(Json);
        _ = TypedProperty.Show(read);

        Assert.Equal("""{"type": {}, "x": 1}""", TypedProperty.Show(before));
        Assert.Equal(TypedProperty.Show(before), TypedProperty.Show(read.AdditionalData));
    }

    [Fact]
    public void What_was_read_once_is_not_read_again()
    {
        var read = Sent.Event(TypedProperty.Json("message", "[]"));

        Assert.Same(read.Type, read.Type);
        Assert.Same(read.User, read.User);
        Assert.Same(read.Settings, read.Settings);
        Assert.Same(read.AdditionalData, read.AdditionalData);
        Assert.Same(read.CreatedByAgentSession!.Roles, read.CreatedByAgentSession.Roles);
        Assert.Same(read.Fingerprint, read.Fingerprint);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_last_of_several_properties_of_one_name_counts(string path)
    {
        var property = TypedProperty.At(path);
        var usual = property.Read(Sent.Event(TypedProperty.Json("none", "")));

        var lastIsUsual = Sent.Event(TypedProperty.Json(path, $"[],\"{property.Name}\":{Usual(property)}"));
        var lastIsWrong = Sent.Event(TypedProperty.Json(path, $"{Usual(property)},\"{property.Name}\":[1]"));
        var lastIsNull = Sent.Event(TypedProperty.Json(path, $"{Usual(property)},\"{property.Name}\":null"));

        Assert.Equal(TypedProperty.Show(usual), TypedProperty.Show(property.Read(lastIsUsual)));
        Assert.Empty(TypedProperty.AdditionalData(lastIsUsual, property.Owner) ?? ReadOnlyDictionary<string, JsonElement>.Empty);
        Assert.Null(property.Read(lastIsWrong));
        Assert.Equal($$"""{"{{property.Name}}": [1]}""", TypedProperty.Show(TypedProperty.AdditionalData(lastIsWrong, property.Owner)));
        Assert.Null(property.Read(lastIsNull));
        Assert.Empty(TypedProperty.AdditionalData(lastIsNull, property.Owner) ?? ReadOnlyDictionary<string, JsonElement>.Empty);
    }

    [Fact]
    public void The_last_of_several_entries_of_one_name_counts()
    {
        var read = Sent.Event("""{"x":1,"x":2,"settings":{"a":1,"a":"last"},"createdByAgentSession":{"roles":{"agent":true,"\u0061gent":false}}}""");

        Assert.Equal("""{"x": 2}""", TypedProperty.Show(read.AdditionalData));
        Assert.Equal("""{"a": "last"}""", TypedProperty.Show(read.Settings));
        Assert.Equal("""{"agent": False}""", TypedProperty.Show(read.CreatedByAgentSession?.Roles));
    }

    [Fact]
    public void A_map_with_a_value_that_is_not_a_flag_is_kept_whole_even_when_a_flag_overwrites_it()
    {
        var session = Sent.Event("""{"createdByAgentSession":{"roles":{"agent":"yes","agent":true}}}""").CreatedByAgentSession;

        Assert.Null(session?.Roles);
        Assert.Equal("""{"agent":"yes","agent":true}""", session?.AdditionalData?["roles"].GetRawText());
    }

    [Fact]
    public void An_escaped_name_is_read_as_the_unescaped_one()
    {
        var read = Sent.Event("""{"\u0074ype":"t","us\u0065r":{"i\u0064":7,"\u006eick":"n"},"\u0078\"\\\u00e9\ud83d\ude00":1}""");

        Assert.Equal("t", read.Type);
        Assert.Equal(7, read.User?.Id);
        Assert.Equal("""{"nick": "n"}""", TypedProperty.Show(read.User?.AdditionalData));
        Assert.Equal("x\"\\é😀", Assert.Single(read.AdditionalData!).Key);
    }

    [Fact]
    public void The_last_counts_even_when_one_of_the_names_is_escaped()
    {
        Assert.Equal("last", Sent.Event("""{"type":"first","\u0074ype":"last"}""").Type);
        Assert.Equal("last", Sent.Event("""{"\u0074ype":"first","type":"last"}""").Type);
    }

    [Theory]
    [InlineData("Type")]
    [InlineData("TYPE")]
    [InlineData("type ")]
    [InlineData(" type")]
    [InlineData("typ")]
    [InlineData("types")]
    [InlineData("TS")]
    [InlineData("userdescription")]
    [InlineData("sessionId")]
    [InlineData("timestamp")]
    [InlineData("additionalData")]
    [InlineData("rawJson")]
    public void Names_are_matched_exactly(string name)
    {
        var read = Sent.Event($$"""{"{{name}}":"x"}""");

        Assert.All(TypedProperty.All, property => Assert.Null(property.Read(read)));
        Assert.Equal(name, Assert.Single(read.AdditionalData!).Key);
    }

    [Theory]
    [InlineData("organization", "customerId")]
    [InlineData("createdByAgentSession", "customerId")]
    [InlineData("createdByAgentSession", "organizationId")]
    [InlineData("user", "Email")]
    [InlineData("crmSyncTarget", "SYNC")]
    public void Names_in_inner_objects_are_matched_exactly(string owner, string name)
    {
        var read = Sent.Event($$$"""{"{{{owner}}}":{"{{{name}}}":7}}""");

        Assert.All(TypedProperty.All.Where(a => a.Owner == owner), property => Assert.Null(property.Read(read)));
        Assert.Equal(name, Assert.Single(TypedProperty.AdditionalData(read, owner)!).Key);
    }

    [Fact]
    public void A_property_of_an_inner_object_is_not_one_of_the_event()
    {
        var read = Sent.Event("""{"user":{"type":"inner","settings":{"a":1}},"x":{"message":"inner"}}""");

        Assert.Null(read.Type);
        Assert.Null(read.Settings);
        Assert.Null(read.Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ \n }")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("[]")]
    [InlineData("[{\"type\":\"room-entered\"}]")]
    public void An_element_without_properties_has_only_its_RawJson(string json)
    {
        var read = Sent.Event(json);

        Assert.All(TypedProperty.All, property => Assert.Null(property.Read(read)));
        Assert.Empty(read.AdditionalData);
        Assert.Equal(json, Sent.Text(read.RawJson));
    }

    private static object? Read(string path, string value) => TypedProperty.At(path).Read(Sent.Event(TypedProperty.Json(path, value)));

    private static IEnumerable<TheoryDataRow<string>> Rows(PropertyKind kind) =>
        TypedProperty.All.Where(a => a.Kind == kind).Select(a => new TheoryDataRow<string>(a.Path));

    private static string[] Wrong(PropertyKind kind) => kind switch
    {
        PropertyKind.Text => ["{}", """{"a":"text"}""", "[]", """["text"]""", "true", "false"],
        PropertyKind.Number =>
        [
            "{}", "[]", "[7]", "true", "12.5", "7.0", "7e0", "9223372036854775808", "-9223372036854775809", "\"\"", "\" \"", "\" 7\"",
            "\"7 \"", "\"12.5\"", "\"1,000\"", "\"0x10\"", "\"seven\"", "\"٧\"", "\"9223372036854775808\"",
        ],
        PropertyKind.Time =>
        [
            "{}", "[]", "true", "1628527557", "\"\"", "\"yesterday\"", "\"1628527557\"", "\"2021-13-09T16:45:57Z\"", "\"2021-08-09T25:00:00Z\"",
            "\"2021-08-09 16:45:57\"", "\" 2021-08-09T16:45:57Z\"", "\"09.08.2021\"", "\"Mon, 09 Aug 2021 16:45:57 GMT\"",
        ],
        PropertyKind.Flag => ["{}", "[]", "[true]", "0", "1", "\"\"", "\"true\""],
        PropertyKind.Flags =>
        [
            "[]", "\"agent\"", "1", "true", """{"agent":1}""", """{"agent":true, "api":null}""", """{"agent":"true","api":false}""",
            """{"agent":true,"api":{}}""", """{"agent":true,"agent":[]}""",
        ],
        PropertyKind.Map or PropertyKind.Part => ["[]", """[{"name":"value"}]""", "\"text\"", "\"{}\"", "7", "true", "false"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind."),
    };

    private static string Usual(TypedProperty property) => property.Usual("none", "");

    private static void AssertNeighboursAreRead(TypedProperty property, ScreenMeetEvent read)
    {
        Assert.All(
            TypedProperty.All.Where(a => a.Path != property.Path && a.Owner != property.Path),
            neighbour => Assert.NotNull(neighbour.Read(read)));
        Assert.All(
            TypedProperty.Owners.Where(owner => owner != property.Owner),
            owner => Assert.Empty(TypedProperty.AdditionalData(read, owner) ?? ReadOnlyDictionary<string, JsonElement>.Empty));
    }
}
