using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ScreenMeet.Webhooks;

// The attributes of one JSON object: a table of slices of the object's own bytes, read when they are asked for.
// The bytes have been read as JSON once, are valid UTF-8 and hold no lone surrogate, so no read can throw.
// A value of another kind than the one asked for reads as null.
internal sealed class JsonAttributes(byte[] json, JsonAttributes.Slice[] slices)
{
    internal readonly record struct Slice(int NameStart, int NameLength, bool IsNameEscaped, int ValueStart, int ValueLength);

    internal delegate bool Kind(ReadOnlySpan<byte> value);

    private const int MaxScratch = 256;

    [ThreadStatic]
    private static List<Slice>? s_scratch;

    // The reader stands on the object's first token and is left on its last. The slices are relative to the reader's
    // input, moved by offset.
    public static Slice[] Scan(ref Utf8JsonReader reader, int offset)
    {
        var scratch = s_scratch ??= [];
        scratch.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex + 1;
            var nameLength = reader.ValueSpan.Length;
            var isNameEscaped = reader.ValueIsEscaped;
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            scratch.Add(new(nameStart + offset, nameLength, isNameEscaped, valueStart + offset, (int)reader.BytesConsumed - valueStart));
        }

        if (scratch.Count > MaxScratch)
        {
            s_scratch = null;
        }

        return [.. scratch];
    }

    // The kinds of values: whether a read of that kind gives something.
    public static bool IsString(ReadOnlySpan<byte> value) => value[0] == '"' || IsNumber(value);

    public static bool IsBoolean(ReadOnlySpan<byte> value) => value[0] is (byte)'t' or (byte)'f';

    public static bool IsInt64(ReadOnlySpan<byte> value) => ReadInt64(value) is not null;

    public static bool IsTime(ReadOnlySpan<byte> value) => ReadTime(value) is not null;

    public static bool IsObject(ReadOnlySpan<byte> value) => value[0] == '{';

    // All or nothing: a map with one value of another kind is kept whole where nothing of it is lost.
    public static bool IsFlags(ReadOnlySpan<byte> value)
    {
        if (!IsObject(value))
        {
            return false;
        }

        var reader = Reader(value);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            {
                return false;
            }
        }

        return true;
    }

    public string? String(string name) => ReadString(Value(name));

    public bool? Boolean(string name) => IsBoolean(Value(name)) ? Value(name)[0] == 't' : null;

    public long? Int64(string name) => ReadInt64(Value(name));

    public DateTimeOffset? Time(string name) => ReadTime(Value(name));

    public T? Object<T>(string name, Func<JsonAttributes, T> create)
        where T : class
    {
        if (IndexOf(name) is not (>= 0 and var index) || !IsObject(Value(slices[index])))
        {
            return null;
        }

        var slice = slices[index];
        var reader = Reader(Value(slice));
        return create(new(json, Scan(ref reader, slice.ValueStart)));
    }

    public IReadOnlyDictionary<string, JsonElement>? Elements(string name)
    {
        var value = Value(name);
        if (!IsObject(value))
        {
            return null;
        }

        var json = JsonElement.Parse(value);
        var elements = new Dictionary<string, JsonElement>(json.GetPropertyCount());
        foreach (var property in json.EnumerateObject())
        {
            elements[property.Name] = property.Value;
        }

        return elements.AsReadOnly();
    }

    public IReadOnlyDictionary<string, bool>? Flags(string name)
    {
        var value = Value(name);
        if (!IsFlags(value))
        {
            return null;
        }

        var flags = new Dictionary<string, bool>();
        var reader = Reader(value);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var flag = reader.GetString()!;
            reader.Read();
            flags[flag] = reader.GetBoolean();
        }

        return flags.AsReadOnly();
    }

    // What typed properties do not show: unknown names, and values of another kind.
    public IReadOnlyDictionary<string, JsonElement>? Without((string Name, Kind IsKind)[] typed)
    {
        Dictionary<string, JsonElement>? rest = null;
        var next = 0;
        foreach (var slice in slices)
        {
            var value = Value(slice);
            if (IndexOf(slice, typed, next) is >= 0 and var index)
            {
                next = index + 1;
                if (value[0] == 'n' || typed[index].IsKind(value))
                {
                    // The last of several attributes of one name counts.
                    rest?.Remove(typed[index].Name);
                    continue;
                }
            }

            rest ??= [];
            rest[ReadText(Name(slice))] = JsonElement.Parse(value);
        }

        return rest?.Count > 0 ? rest.AsReadOnly() : null;
    }

    // ScreenMeet writes attributes mostly in the order of its documentation: the search begins where the last one ended.
    private int IndexOf(Slice slice, (string Name, Kind IsKind)[] typed, int start)
    {
        for (var i = 0; i < typed.Length; i++)
        {
            var index = (start + i) % typed.Length;
            if (IsNamed(slice, typed[index].Name))
            {
                return index;
            }
        }

        return -1;
    }

    // The last of several attributes of one name counts, as in JSON.parse.
    private int IndexOf(string name)
    {
        var index = slices.Length - 1;
        while (index >= 0 && !IsNamed(slices[index], name))
        {
            index--;
        }

        return index;
    }

    private bool IsNamed(Slice slice, string name) => slice.IsNameEscaped
        ? Reader(Name(slice)).ValueTextEquals(name)
        : slice.NameLength == name.Length && Ascii.Equals(json.AsSpan(slice.NameStart, slice.NameLength), name);

    // With its quotes, a name reads as a string.
    private ReadOnlySpan<byte> Name(Slice slice) => json.AsSpan(slice.NameStart - 1, slice.NameLength + 2);

    // An attribute that is missing reads as null.
    private ReadOnlySpan<byte> Value(string name) => IndexOf(name) is >= 0 and var index ? Value(slices[index]) : "null"u8;

    private ReadOnlySpan<byte> Value(Slice slice) => json.AsSpan(slice.ValueStart, slice.ValueLength);

    private static bool IsNumber(ReadOnlySpan<byte> value) => value[0] == '-' || char.IsAsciiDigit((char)value[0]);

    private static string? ReadString(ReadOnlySpan<byte> value) => value[0] == '"'
        ? ReadText(value)
        : IsNumber(value) ? Encoding.UTF8.GetString(value) : null;

    private static string ReadText(ReadOnlySpan<byte> quoted) => quoted.Contains((byte)'\\')
        ? Reader(quoted).GetString()!
        : Encoding.UTF8.GetString(quoted[1..^1]);

    private static long? ReadInt64(ReadOnlySpan<byte> value)
    {
        if (!IsString(value))
        {
            return null;
        }

        var text = value[0] != '"' ? value : value.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(ReadText(value)) : value[1..^1];
        return !text.Contains((byte)0) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static DateTimeOffset? ReadTime(ReadOnlySpan<byte> value)
    {
        if (value[0] != '"')
        {
            return null;
        }

        // Without an offset it would mean this machine's time zone, and something else on the next node.
        var reader = Reader(value);
        return reader.TryGetDateTime(out var dateTime) && dateTime.Kind == DateTimeKind.Unspecified
            ? new(dateTime, TimeSpan.Zero)
            : reader.TryGetDateTimeOffset(out var time) ? time : null;
    }

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        return reader;
    }
}
