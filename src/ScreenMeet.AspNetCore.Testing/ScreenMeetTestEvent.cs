using System.Text;
using System.Text.Json.Nodes;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Testing;

/// <summary>
/// Creates single events that have bytes of their own, so that <see cref="ScreenMeetEvent.RawJson"/> and
/// <see cref="ScreenMeetEvent.Fingerprint"/> work as they do for an event that was received.
/// </summary>
public static class ScreenMeetTestEvent
{
    private const string DefaultSessionId = "HUiUti";

    /// <summary>Creates an event from its type and any other properties. The same arguments create the same bytes, and so the same fingerprint.</summary>
    /// <param name="type"><c>type</c>: the event's name, such as <see cref="ScreenMeetEventTypes.RoomEntered"/>.</param>
    /// <param name="properties">
    /// An object whose properties are named as in the JSON, such as <c>new { id = "fBjiPO", status = "active", device = new { os = "iOS 19" } }</c>.
    /// Default: <c>id</c> is <c>HUiUti</c> and <c>ts</c> is <see cref="ScreenMeetStory.DefaultStart"/>. A property that is
    /// <see langword="null"/> is written as <c>null</c>.
    /// </param>
    /// <returns>The event.</returns>
    /// <exception cref="ArgumentException"><paramref name="properties"/> is not an object in JSON.</exception>
    public static ScreenMeetEvent Create(string type, object? properties = null)
    {
        ArgumentNullException.ThrowIfNull(type);

        var json = new JsonObject { ["type"] = type, ["ts"] = StoryJson.Time(ScreenMeetStory.DefaultStart), ["id"] = DefaultSessionId };
        foreach (var (name, value) in ObjectOf(properties))
        {
            json[name] = value?.DeepClone();
        }

        return FromJson(json.ToJsonString(StoryJson.SerializerOptions));
    }

    /// <summary>Creates an event from its JSON, such as one that was captured.</summary>
    /// <param name="json">The JSON of one event.</param>
    /// <returns>The event, with exactly these bytes.</returns>
    /// <exception cref="System.Text.Json.JsonException"><paramref name="json"/> is not one JSON value.</exception>
    public static ScreenMeetEvent FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);

        return ScreenMeetEventParser.ParseEvent(Encoding.UTF8.GetBytes(json));
    }

    private static JsonObject ObjectOf(object? properties) => properties is null
        ? []
        : System.Text.Json.JsonSerializer.SerializeToNode(properties, StoryJson.SerializerOptions) as JsonObject
            ?? throw new ArgumentException("The properties are not an object in JSON. Pass an anonymous object, a dictionary or a JsonObject.", nameof(properties));
}
