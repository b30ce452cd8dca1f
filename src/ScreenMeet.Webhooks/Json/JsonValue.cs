using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ScreenMeet.Webhooks;

// Reads one JSON value from its bytes. The parser has read them before: they are valid JSON in valid UTF-8 without lone
// surrogates, so reading them cannot throw. A value of an unexpected kind is read as null.
internal static class JsonValue
{
    public static bool IsNull(ReadOnlySpan<byte> value) => value[0] == 'n';

    public static bool IsString(ReadOnlySpan<byte> value) => value[0] == '"' || IsNumber(value);

    public static bool IsBoolean(ReadOnlySpan<byte> value) => value[0] is (byte)'t' or (byte)'f';

    public static bool IsInt64(ReadOnlySpan<byte> value) => GetInt64(value) is not null;

    public static bool IsTime(ReadOnlySpan<byte> value) => GetTime(value) is not null;

    public static bool IsObject(ReadOnlySpan<byte> value) => value[0] == '{';

    public static string? GetString(ReadOnlySpan<byte> value) => value[0] == '"'
        ? Unquote(value)
        : IsNumber(value) ? Encoding.UTF8.GetString(value) : null;

    public static string? GetSharedString(ReadOnlySpan<byte> value) => value[0] == '"' && !value.Contains((byte)'\\')
        ? SharedStrings.Get(value[1..^1])
        : GetString(value);

    public static string Unquote(ReadOnlySpan<byte> quoted) => quoted.Contains((byte)'\\')
        ? CreateReader(quoted).GetString()!
        : Encoding.UTF8.GetString(quoted[1..^1]);

    public static long? GetInt64(ReadOnlySpan<byte> value)
    {
        if (!IsString(value))
        {
            return null;
        }

        var text = value[0] != '"' ? value : value.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(Unquote(value)) : value[1..^1];
        return !text.Contains((byte)0) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    public static DateTimeOffset? GetTime(ReadOnlySpan<byte> value)
    {
        if (value[0] != '"')
        {
            return null;
        }

        // A time without an offset is read as UTC. DateTimeOffset would take it for local time, which depends on the machine.
        var reader = CreateReader(value);
        return reader.TryGetDateTime(out var dateTime) && dateTime.Kind != DateTimeKind.Local
            ? new(dateTime.Ticks, TimeSpan.Zero)
            : reader.TryGetDateTimeOffset(out var time) ? time : null;
    }

    public static IReadOnlyDictionary<string, JsonElement>? GetElements(ReadOnlySpan<byte> value)
    {
        if (!IsObject(value))
        {
            return null;
        }

        var json = JsonElement.Parse(value);
        var elements = new JsonMap<JsonElement>(json.GetPropertyCount());
        foreach (var property in json.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(property);
            elements.Set(name.Contains((byte)'\\') ? property.Name : SharedStrings.Get(name), property.Value);
        }

        return elements;
    }

    // Null when one of the values is not a boolean. The whole object is then kept in AdditionalData.
    public static IReadOnlyDictionary<string, bool>? GetFlags(ReadOnlySpan<byte> value)
    {
        if (!IsObject(value))
        {
            return null;
        }

        var flags = new JsonMap<bool>(4);
        var reader = CreateReader(value);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var flag = reader.ValueIsEscaped ? reader.GetString()! : SharedStrings.Get(reader.ValueSpan);
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            {
                return null;
            }

            flags.Set(flag, reader.TokenType == JsonTokenType.True);
        }

        return flags;
    }

    public static bool? GetBoolean(ReadOnlySpan<byte> value) => IsBoolean(value) ? value[0] == 't' : null;

    public static Utf8JsonReader CreateReader(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader;
    }

    private static bool IsNumber(ReadOnlySpan<byte> value) => value[0] == '-' || char.IsAsciiDigit((char)value[0]);
}
