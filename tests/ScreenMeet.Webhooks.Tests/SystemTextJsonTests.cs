using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CsCheck;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

public partial class SystemTextJsonTests
{
    private const int Cases = 2_000;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };
    private static readonly JsonSerializerOptions s_web = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };
    private static readonly JsonSerializerOptions s_strict = new(JsonSerializerOptions.Strict);
    private static readonly JsonSerializerOptions s_referring = new() { ReferenceHandler = ReferenceHandler.Preserve, NumberHandling = JsonNumberHandling.AllowReadingFromString };

    private static readonly JsonSerializerOptions[] s_options = [JsonSerializerOptions.Default, s_web, s_indented, s_strict, s_referring];

    public static TheoryData<string> Events => OddEvents.All;

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_written_as_its_own_JSON_and_read_back_the_same(string json)
    {
        var sent = Sent.Event(json);

        Assert.All(s_options, options =>
        {
            Assert.Equal(json, JsonSerializer.Serialize(sent, options));
            AssertSame(sent, JsonSerializer.Deserialize<ScreenMeetEvent>(JsonSerializer.SerializeToUtf8Bytes(sent, options), options));
            AssertSame(sent, JsonSerializer.Deserialize<ScreenMeetEvent>(JsonSerializer.Serialize(sent, options), options));
        });

        // The strict options are left out, because under them JsonElement refuses a repeated name and half of a surrogate pair.
        Assert.All(s_options.Except([s_strict]), options =>
            AssertSame(sent, JsonSerializer.SerializeToElement(sent, options).Deserialize<ScreenMeetEvent>(options)));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_inside_other_objects_is_read_back_the_same(string json)
    {
        var sent = Sent.Event(json);

        Assert.All(s_options, options =>
        {
            AssertSame(sent, RoundTrip(Wrap(sent, [sent, sent], new() { ["a"] = sent }), options).Event);
            Assert.All(RoundTrip(Wrap(sent, [sent, sent], []), options).Events, read => AssertSame(sent, read));
            AssertSame(sent, RoundTrip(Wrap(sent, [], new() { ["a"] = sent }), options).ByName["a"]);
            AssertSame(sent, Assert.Single(RoundTrip(new List<ScreenMeetEvent> { sent }, options)));
        });
        AssertSame(sent, Assert.Single(Sent.Body(JsonSerializer.Serialize(new[] { sent }))));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void Source_generation_writes_and_reads_the_same(string json)
    {
        var sent = Sent.Event(json);

        Assert.Equal(json, JsonSerializer.Serialize(sent, Generated.Default.ScreenMeetEvent));
        AssertSame(sent, JsonSerializer.Deserialize(JsonSerializer.Serialize(sent, Generated.Default.ScreenMeetEvent), Generated.Default.ScreenMeetEvent));

        var envelope = JsonSerializer.Deserialize(
            JsonSerializer.SerializeToUtf8Bytes(Wrap(sent, [sent], new() { ["a"] = sent }), Generated.Default.Envelope), Generated.Default.Envelope)!;
        Assert.All([envelope.Event, envelope.Events[0], envelope.ByName["a"]], read => AssertSame(sent, read));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public async Task Streams_of_small_parts_read_the_same(string json)
    {
        var sent = Sent.Event(json);
        var options = new JsonSerializerOptions { DefaultBufferSize = 1 };
        using var stream = new MemoryStream();

        await JsonSerializer.SerializeAsync(stream, new[] { sent, sent }, options, TestContext.Current.CancellationToken);
        stream.Position = 0;
        var read = await JsonSerializer.DeserializeAsync<ScreenMeetEvent[]>(stream, options, TestContext.Current.CancellationToken);

        Assert.Equal(2, read!.Length);
        Assert.All(read, one => AssertSame(sent, one));
    }

    [Fact]
    public void Any_event_is_read_back_the_same() => RandomJson.Array.Sample(
        json => Assert.All(
            Sent.Body(json).Where(sent => Sent.Text(sent.RawJson) != "null"),
            sent => AssertSame(sent, RoundTrip(Wrap(sent, [], []), s_indented).Event)),
        iter: Cases);

    // A node does not keep the bytes that were sent. It writes strings and names with its own escapes, so the bytes can differ.
    [Theory]
    [InlineData("""{"type":"room-entered","ts":"2021-08-09T16:45:57.000Z","x":[1.50,1e400,null,{}],"x y":"\u0000"}""")]
    [InlineData("12")]
    [InlineData("[]")]
    public void A_node_of_plain_text_is_read_back_the_same(string json) =>
        AssertSame(Sent.Event(json), JsonSerializer.SerializeToNode(Sent.Event(json)).Deserialize<ScreenMeetEvent>());

    [Fact]
    public void A_node_of_other_text_is_read_back_with_the_same_values()
    {
        var sent = Sent.Event("""{ "message" : "Pr\u00fcfung ☂ 😀", "ü": "<" }""");

        var read = JsonSerializer.SerializeToNode(sent).Deserialize<ScreenMeetEvent>()!;

        Assert.Equal((sent.Message, "<"), (read.Message, read.AdditionalData["ü"].GetString()));
        Assert.NotEqual(sent.Fingerprint, read.Fingerprint);
    }

    [Fact]
    public void A_null_reference_stays_one_and_an_element_that_was_null_becomes_one()
    {
        Assert.Null(RoundTrip(Wrap(null, [], []), JsonSerializerOptions.Default).Event);
        Assert.Null(RoundTrip(Wrap(Sent.Event("null"), [], []), JsonSerializerOptions.Default).Event);
    }

    [Fact]
    public void An_event_that_was_made_with_new_is_written_with_the_names_of_ScreenMeet()
    {
        using var document = JsonDocument.Parse("""{"number":1.50,"text":"\ud83d"}""");
        var map = document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => property.Value);
        var made = new ScreenMeetEvent
        {
            Type = "room-entered",
            Timestamp = DateTimeOffset.UnixEpoch,
            SessionId = "HUiUti",
            User = new() { Id = 11, Name = "Ada \ud83d", AdditionalData = map },
            Organization = new() { CustomerId = 23 },
            CreatedByAgentSession = new() { Roles = new Dictionary<string, bool> { ["agent"] = true }, IsActive = false, StartedAt = DateTimeOffset.UnixEpoch },
            CrmSyncTarget = new() { Sync = true },
            Settings = map,
            Device = new Dictionary<string, JsonElement>(),
            Seconds = 12,
            AdditionalData = map,
        };

        const string Expected =
            """{"number":1.50,"text":"\ud83d","type":"room-entered","ts":"1970-01-01T00:00:00+00:00","id":"HUiUti","user":{"number":1.50,"text":"\ud83d","id":11,"name":"Ada \uFFFD"},"organization":{"CustomerId":23},"createdByAgentSession":{"roles":{"agent":true},"startedAt":"1970-01-01T00:00:00+00:00","isActive":false},"crmSyncTarget":{"sync":true},"settings":{"number":1.50,"text":"\ud83d"},"device":{},"seconds":12}""";
        Assert.Equal(Expected, JsonSerializer.Serialize(made));
        Assert.Equal(Expected, JsonSerializer.Serialize(made, Generated.Default.ScreenMeetEvent));
        Assert.Equal("{}", JsonSerializer.Serialize(new ScreenMeetEvent()));
    }

    [Fact]
    public void Every_typed_property_of_an_event_that_was_made_with_new_is_read_back()
    {
        var sent = Sent.Event(TypedProperty.Json("", ""));
        var made = new ScreenMeetEvent
        {
            Type = sent.Type,
            Timestamp = sent.Timestamp,
            Message = sent.Message,
            SessionId = sent.SessionId,
            Label = sent.Label,
            UserDescription = sent.UserDescription,
            Status = sent.Status,
            User = sent.User,
            Organization = sent.Organization,
            CreatedByAgentSession = sent.CreatedByAgentSession,
            CrmSyncTarget = sent.CrmSyncTarget,
            Settings = sent.Settings,
            Device = sent.Device,
            Stats = sent.Stats,
            Seconds = sent.Seconds,
        };

        var read = RoundTrip(made, JsonSerializerOptions.Default);

        Assert.All(TypedProperty.All.Where(a => a.Kind != PropertyKind.Part), a => Assert.Equal(TypedProperty.Show(a.Read(sent)), TypedProperty.Show(a.Read(read))));
        Assert.All(TypedProperty.All, a => Assert.NotNull(a.Read(read)));
        Assert.Equal(64, read.Fingerprint.Length);
    }

    [Fact]
    public void A_typed_property_wins_over_additional_data_of_its_name()
    {
        using var document = JsonDocument.Parse("\"other\"");

        var read = RoundTrip(
            new ScreenMeetEvent { Type = "room-entered", AdditionalData = new Dictionary<string, JsonElement> { ["type"] = document.RootElement } }, JsonSerializerOptions.Default);

        Assert.Equal("room-entered", read.Type);
    }

    [Theory]
    [InlineData("SECRET")]
    [InlineData("""{"SECRET":SECRET}""")]
    [InlineData("""{"SECRET":"SECRET",}""")]
    [InlineData("""{"SECRET":"SECRET" /*SECRET*/}""")]
    [InlineData("""{"SECRET":"\uSECR"}""")]
    [InlineData("[\"SECRET\"")]
    [InlineData("{} SECRET")]
    public void What_is_not_JSON_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ScreenMeetEvent>(json));

    [Theory]
    [InlineData("""{"SECRET":"SECRET",}""")]
    [InlineData("""{"SECRET":"SECRET" /*SECRET*/}""")]
    public void Comments_and_trailing_commas_are_refused_whatever_the_options_allow(string json)
    {
        var options = new JsonSerializerOptions { AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip };

        var exception = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ScreenMeetEvent>(json, options));

        Assert.StartsWith("This is not the JSON of an event: reading stopped at byte ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_converter_shows_nothing_of_what_it_cannot_read()
    {
        var exception = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Envelope>("""{"Event":{"SECRET":xSECRET}}"""));

        Assert.StartsWith("This is not the JSON of an event.", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_was_not_read_from_JSON_does_not_have_a_fingerprint()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => new ScreenMeetEvent { Type = "room-entered" }.Fingerprint);

        Assert.Equal(
            "The ScreenMeet event does not have a fingerprint, because it was not read from JSON and all such events would share one. Parse it with ScreenMeetEventParser.",
            exception.Message);
    }

    private static T RoundTrip<T>(T value, JsonSerializerOptions options) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, options), options)!;

    private static void AssertSame(ScreenMeetEvent sent, ScreenMeetEvent? read) => Assert.Equal(TypedProperty.Show(sent), TypedProperty.Show(read!));

    private static Envelope Wrap(ScreenMeetEvent? screenMeetEvent, ScreenMeetEvent[] events, Dictionary<string, ScreenMeetEvent> byName) =>
        new() { Event = screenMeetEvent, Events = [.. events], ByName = byName };

    internal sealed record Envelope
    {
        public ScreenMeetEvent? Event { get; init; }

        public List<ScreenMeetEvent> Events { get; init; } = [];

        public Dictionary<string, ScreenMeetEvent> ByName { get; init; } = [];
    }

    [JsonSerializable(typeof(ScreenMeetEvent))]
    [JsonSerializable(typeof(Envelope))]
    internal sealed partial class Generated : JsonSerializerContext;
}
