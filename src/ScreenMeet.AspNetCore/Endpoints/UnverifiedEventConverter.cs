using System.Text.Json;
using System.Text.Json.Serialization;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// Converts events in the JSON of requests and responses. It writes them as usual, but refuses to read them, for every endpoint.
internal sealed class UnverifiedEventConverter : JsonConverter<ScreenMeetEvent>
{
    private static readonly ScreenMeetEventJsonConverter s_converter = new();

    public override ScreenMeetEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new JsonException(Mistakes.EventsUnverified(CSharpName.Of(typeToConvert)));

    public override void Write(Utf8JsonWriter writer, ScreenMeetEvent value, JsonSerializerOptions options) =>
        s_converter.Write(writer, value, options);
}
