using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ScreenMeet.AspNetCore.Testing;

// Writes JSON as ScreenMeet's own JSON.stringify does: without white space, and without escapes where JSON needs none.
internal static class StoryJson
{
    private static readonly JsonWriterOptions s_writerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonSerializerOptions SerializerOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static byte[] Write(StoryProperties properties)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_writerOptions))
        {
            Write(writer, properties);
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case StoryProperties properties:
                writer.WriteStartObject();
                foreach (var (name, inner) in properties)
                {
                    writer.WritePropertyName(name);
                    Write(writer, inner);
                }

                writer.WriteEndObject();
                break;
            case DateTimeOffset time:
                writer.WriteStringValue(Time(time));
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            default:
                writer.WriteStringValue((string?)value);
                break;
        }
    }
}
