using System.Collections.ObjectModel;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ScreenMeet.Webhooks;

// The attributes of one JSON object: a table of slices of the object's own bytes, read when they are asked for.
// The bytes have been read as JSON once, are valid UTF-8 and hold no lone surrogate, so no read can throw.
// A value of another kind than the one asked for reads as null.
internal sealed class JsonAttributes(byte[] json, JsonAttributes.Slice[] slices)
{
    internal readonly record struct Slice(int NameStart, int NameLength, int ValueStart, int ValueLength);

    // The reader stands on the object's first token and is left on its last. The slices are relative to the reader's
    // input, moved by offset.
    public static Slice[] Scan(ref Utf8JsonReader reader, int offset, List<Slice> scratch)
    {
        scratch.Clear();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex + 1;
            var nameLength = reader.ValueSpan.Length;
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            scratch.Add(new(nameStart + offset, nameLength, valueStart + offset, (int)reader.BytesConsumed - valueStart));
        }

        return [.. scratch];
    }

    public string? String(ReadOnlySpan<byte> name) => Find(name) is { } slice ? ReadString(slice) : null;

    public bool? Boolean(ReadOnlySpan<byte> name) => Find(name) is { } slice
        ? ReadBoolean(Value(slice).TokenType)
        : null;

    public long? Int64(ReadOnlySpan<byte> name)
    {
        if (Find(name) is not { } slice)
        {
            return null;
        }

        var value = Value(slice);
        return value.TokenType switch
        {
            JsonTokenType.Number when value.TryGetInt64(out var number) => number,
            JsonTokenType.String when value.GetString() is { } text && !text.Contains('\0') && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }

    public DateTimeOffset? DateTimeOffset(ReadOnlySpan<byte> name)
    {
        if (Find(name) is not { } slice)
        {
            return null;
        }

        var value = Value(slice);
        if (value.TokenType != JsonTokenType.String)
        {
            return null;
        }

        // Without an offset it would mean this machine's time zone, and something else on the next node.
        return value.TryGetDateTime(out var dateTime) && dateTime.Kind == DateTimeKind.Unspecified
            ? new(dateTime, TimeSpan.Zero)
            : value.TryGetDateTimeOffset(out var time) ? time : null;
    }

    public T? Object<T>(ReadOnlySpan<byte> name, Func<JsonAttributes, T?> create)
        where T : class
    {
        if (Find(name) is not { } slice)
        {
            return null;
        }

        var value = Value(slice);
        return value.TokenType == JsonTokenType.StartObject
            ? create(new(json, Scan(ref value, slice.ValueStart, [])))
            : null;
    }

    public IReadOnlyDictionary<string, JsonElement>? Elements(ReadOnlySpan<byte> name) =>
        Object(name, static json => json.All());

    // All or nothing: a map with one value of another kind is kept whole where nothing of it is lost.
    public IReadOnlyDictionary<string, bool>? Flags(ReadOnlySpan<byte> name) =>
        Object(name, static json => json.AllFlags());

    // What the typed properties of owner do not show: unknown names, and values of an unexpected kind.
    public IReadOnlyDictionary<string, JsonElement>? Without<TOwner>(TOwner owner, Dictionary<string, Func<TOwner, object?>> typed)
    {
        Dictionary<string, JsonElement>? rest = null;
        foreach (var (name, element) in All())
        {
            var isShown = typed.TryGetValue(name, out var property)
                && (element.ValueKind == JsonValueKind.Null || property(owner) is not null);
            if (!isShown)
            {
                rest ??= [];
                rest.Add(name, element);
            }
        }

        return rest?.AsReadOnly();
    }

    private ReadOnlyDictionary<string, JsonElement> All()
    {
        var elements = new Dictionary<string, JsonElement>(slices.Length);
        foreach (var slice in slices)
        {
            elements[ReadName(slice)] = JsonElement.Parse(Span(slice.ValueStart, slice.ValueLength));
        }

        return elements.AsReadOnly();
    }

    private ReadOnlyDictionary<string, bool>? AllFlags()
    {
        var flags = new Dictionary<string, bool?>(slices.Length);
        foreach (var slice in slices)
        {
            flags[ReadName(slice)] = ReadBoolean(Value(slice).TokenType);
        }

        return flags.ContainsValue(null) ? null : flags.ToDictionary(static flag => flag.Key, static flag => flag.Value!.Value).AsReadOnly();
    }

    // The last of several attributes of one name counts, as in JSON.parse.
    private Slice? Find(ReadOnlySpan<byte> name)
    {
        for (var i = slices.Length - 1; i >= 0; i--)
        {
            if (IsNamed(slices[i], name))
            {
                return slices[i];
            }
        }

        return null;
    }

    private bool IsNamed(Slice slice, ReadOnlySpan<byte> name)
    {
        var written = Span(slice.NameStart, slice.NameLength);
        return written.Length == name.Length
            ? written.SequenceEqual(name)
            : written.Length > name.Length && written.Contains((byte)'\\') && Name(slice).ValueTextEquals(name);
    }

    private string ReadName(Slice slice) => Name(slice).GetString()!;

    private string? ReadString(Slice slice)
    {
        var value = Value(slice);
        return value.TokenType switch
        {
            JsonTokenType.String => value.GetString(),
            JsonTokenType.Number => Encoding.UTF8.GetString(value.ValueSpan),
            _ => null,
        };
    }

    private static bool? ReadBoolean(JsonTokenType token) => token switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };

    private Utf8JsonReader Value(Slice slice) => ReaderAt(slice.ValueStart, slice.ValueLength);

    // With its quotes, a name reads as a string.
    private Utf8JsonReader Name(Slice slice) => ReaderAt(slice.NameStart - 1, slice.NameLength + 2);

    private Utf8JsonReader ReaderAt(int start, int length)
    {
        var reader = new Utf8JsonReader(Span(start, length));
        reader.Read();
        return reader;
    }

    private ReadOnlySpan<byte> Span(int start, int length) => json.AsSpan(start, length);
}
