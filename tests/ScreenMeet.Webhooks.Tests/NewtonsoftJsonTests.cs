using System.ComponentModel;
using CsCheck;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

public class NewtonsoftJsonTests
{
    private const int Cases = 1_000;

    private static readonly JsonSerializerSettings[] s_settings =
    [
        new(),
        new() { TypeNameHandling = TypeNameHandling.All },
        new() { TypeNameHandling = TypeNameHandling.Auto, Formatting = Formatting.Indented },
        new() { ContractResolver = new CamelCasePropertyNamesContractResolver(), NullValueHandling = NullValueHandling.Ignore },
        new() { DateParseHandling = DateParseHandling.DateTimeOffset, FloatParseHandling = FloatParseHandling.Decimal, StringEscapeHandling = StringEscapeHandling.EscapeNonAscii },
        new() { PreserveReferencesHandling = PreserveReferencesHandling.Objects, DefaultValueHandling = DefaultValueHandling.Ignore },
    ];

    public static TheoryData<string> Events => [.. OddEvents.All.Select(row => row.Data), "null"];

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_read_back_the_same(string json)
    {
        var sent = Sent.Event(json);

        Assert.All(s_settings, settings =>
        {
            AssertSame(sent, RoundTrip(sent, settings));
            AssertSame(sent, Assert.Single(RoundTrip<ScreenMeetEvent[]>([sent], settings)));
            AssertSame(sent, Assert.Single(RoundTrip<IReadOnlyList<ScreenMeetEvent>>(new List<ScreenMeetEvent> { sent }, settings)));
            AssertSame(sent, RoundTrip(new Dictionary<string, ScreenMeetEvent> { ["a"] = sent }, settings)["a"]);

            var envelope = RoundTrip(new Envelope("x", sent, [sent, sent]), settings);
            Assert.All([envelope.Event, .. envelope.Events], read => AssertSame(sent, read));
        });
        AssertSame(sent, JToken.FromObject(sent).ToObject<ScreenMeetEvent>());
    }

    [Fact]
    public void Any_event_is_read_back_the_same() => RandomJson.Array.Sample(
        json => Assert.All(Sent.Body(json), sent => AssertSame(sent, RoundTrip(new Envelope("x", sent, []), s_settings[1]).Event)),
        iter: Cases);

    [Fact]
    public void A_null_reference_stays_one() => Assert.All(s_settings, settings => Assert.Null(RoundTrip(new Envelope("x", null, []), settings).Event));

    [Fact]
    public void An_event_that_was_made_with_new_is_read_back_with_its_properties()
    {
        var read = RoundTrip(new ScreenMeetEvent { Type = "room-entered", User = new() { Id = 7 } }, s_settings[0]);

        Assert.Equal(("room-entered", 7, """{"type":"room-entered","user":{"id":7}}"""), (read.Type, read.User?.Id, Sent.Text(read.RawJson)));
    }

    [Fact]
    public void What_is_not_JSON_is_refused() =>
        Assert.ThrowsAny<JsonException>(() => JsonConvert.DeserializeObject<ScreenMeetEvent>("\"{\""));

    // Otherwise MVC would take it for a simple type and bind it from the query string.
    [Fact]
    public void An_event_is_not_converted_from_strings_by_component_model() =>
        Assert.False(TypeDescriptor.GetConverter(typeof(ScreenMeetEvent)).CanConvertFrom(typeof(string)));

    private static T RoundTrip<T>(T value, JsonSerializerSettings settings) =>
        JsonConvert.DeserializeObject<T>(JsonConvert.SerializeObject(value, typeof(T), settings), settings)!;

    private static void AssertSame(ScreenMeetEvent sent, ScreenMeetEvent? read) => Assert.Equal(TypedProperty.Show(sent), TypedProperty.Show(read!));

    public sealed record Envelope(string Name, ScreenMeetEvent? Event, ScreenMeetEvent[] Events);
}
