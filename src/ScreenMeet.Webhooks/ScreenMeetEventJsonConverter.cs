using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>Makes System.Text.Json write a <see cref="ScreenMeetEvent"/> as the JSON that ScreenMeet sent and read it back byte for byte. It does not need to be registered.</summary>
// It is public because code that System.Text.Json generates in other assemblies creates it.
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ScreenMeetEventJsonConverter : JsonConverter<ScreenMeetEvent>
{
    /// <summary>Reads an event as <see cref="ScreenMeetEventParser.ParseEvent"/> does. System.Text.Json itself reads a JSON <c>null</c> as <see langword="null"/>.</summary>
    /// <param name="reader">The reader, at the first token of the event.</param>
    /// <param name="typeToConvert">Not used.</param>
    /// <param name="options">Not used.</param>
    /// <returns>The event.</returns>
    /// <exception cref="JsonException">The JSON is invalid. The message does not quote it.</exception>
    public override ScreenMeetEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonElement json;
        try
        {
            json = JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            // The message of the caught exception quotes the JSON.
            throw new JsonException("This is not the JSON of an event.");
        }

        return ScreenMeetEventParser.ParseEvent(JsonMarshal.GetRawUtf8Value(json));
    }

    /// <summary>Writes <see cref="ScreenMeetEvent.RawJson"/>, or the properties of an event whose <see cref="ScreenMeetEvent.RawJson"/> is empty.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The event.</param>
    /// <param name="options">Not used.</param>
    public override void Write(Utf8JsonWriter writer, ScreenMeetEvent value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);

        value.WriteTo(writer);
    }
}
