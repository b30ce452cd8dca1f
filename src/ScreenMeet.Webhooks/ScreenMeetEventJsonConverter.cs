using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.Webhooks;

/// <summary>Lets System.Text.Json write a <see cref="ScreenMeetEvent"/> as its own JSON, and read it back byte for byte. It is in use without being registered.</summary>
// Public, because code that System.Text.Json generates in another assembly creates it.
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ScreenMeetEventJsonConverter : JsonConverter<ScreenMeetEvent>
{
    /// <summary>Reads an event as <see cref="ScreenMeetEventParser.ParseEvent"/> does. <c>null</c> is read as <see langword="null"/>.</summary>
    /// <param name="reader">The reader, on the first token of the event.</param>
    /// <param name="typeToConvert">Not used.</param>
    /// <param name="options">Not used.</param>
    /// <returns>The event.</returns>
    /// <exception cref="JsonException">It is not the JSON of an event. The message shows nothing of the content.</exception>
    public override ScreenMeetEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonElement json;
        try
        {
            json = JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            // Its message quotes what the reader read.
            throw new JsonException("This is not the JSON of an event.");
        }

        return ScreenMeetEventParser.ParseEvent(JsonMarshal.GetRawUtf8Value(json));
    }

    /// <summary>Writes <see cref="ScreenMeetEvent.RawJson"/>, or the properties of an event that has none.</summary>
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
