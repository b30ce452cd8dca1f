using System.Runtime.InteropServices;
using System.Text.Json;

namespace ScreenMeet.Webhooks;

// Writes JSON as ScreenMeet does, without the properties that are null.
internal static class SparseJson
{
    public static void WriteUnlessNull(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public static void WriteUnlessNull(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    public static void WriteUnlessNull(this Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteBoolean(name, flag);
        }
    }

    public static void WriteUnlessNull(this Utf8JsonWriter writer, string name, DateTimeOffset? value)
    {
        if (value is { } time)
        {
            writer.WriteString(name, time);
        }
    }

    public static void WriteUnlessNull(this Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, bool>? flags)
    {
        if (flags is not null)
        {
            writer.WriteStartObject(name);
            foreach (var (flag, value) in flags)
            {
                writer.WriteBoolean(flag, value);
            }

            writer.WriteEndObject();
        }
    }

    public static void WriteUnlessNull(this Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, JsonElement>? elements)
    {
        if (elements is not null)
        {
            writer.WriteStartObject(name);
            writer.WriteAll(elements);
            writer.WriteEndObject();
        }
    }

    public static void WriteAll(this Utf8JsonWriter writer, IReadOnlyDictionary<string, JsonElement> elements)
    {
        foreach (var (name, element) in elements)
        {
            // The raw value is written as it was sent. JsonElement.WriteTo would escape strings again.
            writer.WritePropertyName(name);
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
        }
    }
}
