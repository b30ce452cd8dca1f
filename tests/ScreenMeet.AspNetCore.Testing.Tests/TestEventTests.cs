using System.Text;
using System.Text.Json;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Testing.Tests;

public sealed class TestEventTests
{
    [Fact]
    public void An_event_has_a_session_and_a_time_by_default()
    {
        var screenMeetEvent = ScreenMeetTestEvent.Create(ScreenMeetEventTypes.RoomEntered);

        Assert.Equal("""{"type":"room-entered","ts":"2026-03-02T09:00:00.000Z","id":"HUiUti"}""", Text(screenMeetEvent));
        Assert.Equal(("room-entered", "HUiUti", ScreenMeetStory.DefaultStart), (screenMeetEvent.Type, screenMeetEvent.SessionId, screenMeetEvent.Timestamp));
    }

    [Fact]
    public void Properties_are_added_and_replace_the_defaults()
    {
        var screenMeetEvent = ScreenMeetTestEvent.Create("note", new { id = "fBjiPO", ts = (string?)null, label = "Prüfung – ☂", device = new { os = "iOS 19" } });

        Assert.Equal("""{"type":"note","ts":null,"id":"fBjiPO","label":"Prüfung – ☂","device":{"os":"iOS 19"}}""", Text(screenMeetEvent));
        Assert.Null(screenMeetEvent.Timestamp);
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_arguments()
    {
        var screenMeetEvent = ScreenMeetTestEvent.Create("note", new { id = "fBjiPO" });

        Assert.Equal(screenMeetEvent.Fingerprint, ScreenMeetTestEvent.Create("note", new { id = "fBjiPO" }).Fingerprint);
        Assert.NotEqual(screenMeetEvent.Fingerprint, ScreenMeetTestEvent.Create("note", new { id = "another" }).Fingerprint);
    }

    [Fact]
    public void Properties_that_are_not_an_object_are_an_error() =>
        Assert.Throws<ArgumentException>(() => ScreenMeetTestEvent.Create("note", new[] { 1 }));

    [Fact]
    public void An_event_from_JSON_has_exactly_its_bytes()
    {
        const string json = """{ "type":"a\u0062c" , "odd":1e2 }""";

        Assert.Equal(json, Text(ScreenMeetTestEvent.FromJson(json)));
        Assert.ThrowsAny<JsonException>(() => ScreenMeetTestEvent.FromJson("{"));
    }

    private static string Text(ScreenMeetEvent screenMeetEvent) => Encoding.UTF8.GetString(screenMeetEvent.RawJson.Span);
}
