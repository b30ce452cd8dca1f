using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ScreenMeet.Webhooks;

// The properties of one JSON object. It stores where each value is in the object's bytes and reads a value when it is asked
// for. The known property names are the names of TName, an enum whose values count up from zero.
internal sealed class JsonProperties<TName>
    where TName : struct, Enum
{
    private static readonly TName[] s_names = Enum.GetValues<TName>();
    private static readonly byte[][] s_utf8Names = [.. Enum.GetNames<TName>().Select(Encoding.UTF8.GetBytes)];

    private readonly byte[] _json;
    private readonly Ranges _ranges;

    public JsonProperties(byte[] json, Ranges ranges)
    {
        _json = json;
        _ranges = ranges;
    }

    public JsonProperties(byte[] json, Range value)
    {
        var reader = JsonValue.CreateReader(json.AsSpan(value));
        _json = json;
        _ranges = Scan(ref reader, value.Start.Value);
    }

    // Whether the typed property of this name can return the value.
    public delegate bool IsTyped(TName name, ReadOnlySpan<byte> value);

    // If a name occurs several times, the last property counts, as in JSON.parse. The reader must be at the first token of the
    // object and is left at the last. The offset is added to positions in the reader's input.
    public static Ranges Scan(ref Utf8JsonReader reader, int offset)
    {
        var known = new Range[s_names.Length];
        List<Range>? others = null;
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = IndexOf(ref reader, next);
            var nameStart = (int)reader.TokenStartIndex + offset;
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex + offset;
            reader.Skip();
            var end = (int)reader.BytesConsumed + offset;
            if (index >= 0)
            {
                known[index] = valueStart..end;
                next = index + 1;
            }
            else
            {
                (others ??= new(1)).Add(nameStart..end);
            }
        }

        return new(known, others);
    }

    public string? GetString(TName name) => JsonValue.GetString(FindValue(name));

    public string? GetSharedString(TName name) => JsonValue.GetSharedString(FindValue(name));

    public bool? GetBoolean(TName name) => JsonValue.GetBoolean(FindValue(name));

    public long? GetInt64(TName name) => JsonValue.GetInt64(FindValue(name));

    public DateTimeOffset? GetTime(TName name) => JsonValue.GetTime(FindValue(name));

    public IReadOnlyDictionary<string, JsonElement>? GetElements(TName name) => JsonValue.GetElements(FindValue(name));

    public IReadOnlyDictionary<string, bool>? GetFlags(TName name) => JsonValue.GetFlags(FindValue(name));

    public T? GetObject<T>(TName name, Func<byte[], Range, T> create)
        where T : class =>
        JsonValue.IsObject(FindValue(name)) ? create(_json, _ranges.Known[IndexOf(name)]) : null;

    // The properties with an unknown name or with a value that their typed property cannot return, or null when there are
    // none. They are parsed as one object, because a document for each value would cost about 200 bytes.
    public IReadOnlyDictionary<string, JsonElement>? GetAdditionalData(IsTyped isTyped)
    {
        ArrayBufferWriter<byte>? rest = null;
        foreach (var name in s_names)
        {
            var value = FindValue(name);
            if (!JsonValue.IsNull(value) && !isTyped(name, value))
            {
                Add([(byte)'"', .. s_utf8Names[IndexOf(name)], .. "\":"u8, .. value]);
            }
        }

        foreach (var property in CollectionsMarshal.AsSpan(_ranges.Others))
        {
            Add(_json.AsSpan(property));
        }

        if (rest is null)
        {
            return null;
        }

        rest.Write("}"u8);
        return JsonValue.GetElements(rest.WrittenSpan);

        void Add(ReadOnlySpan<byte> property)
        {
            // There is usually only one property, which is written between two braces.
            rest ??= new(property.Length + 2);
            rest.Write(rest.WrittenCount == 0 ? "{"u8 : ","u8);
            rest.Write(property);
        }
    }

    // The search starts after the last known name that was found, because most senders keep the documented order.
    private static int IndexOf(ref Utf8JsonReader reader, int start)
    {
        if (reader.ValueIsEscaped)
        {
            byte[] quoted = [(byte)'"', .. reader.ValueSpan, (byte)'"'];
            return Array.IndexOf(Enum.GetNames<TName>(), JsonValue.Unquote(LoneSurrogates.Replace(quoted)));
        }

        var written = reader.ValueSpan;
        for (var i = 0; i < s_utf8Names.Length; i++)
        {
            var index = start + i < s_utf8Names.Length ? start + i : start + i - s_utf8Names.Length;
            if (written.SequenceEqual(s_utf8Names[index]))
            {
                return index;
            }
        }

        return -1;
    }

    private static int IndexOf(TName name) => Unsafe.BitCast<TName, int>(name);

    // A missing property is read as null.
    private ReadOnlySpan<byte> FindValue(TName name) => _ranges.Known[IndexOf(name)] is { End.Value: > 0 } range ? _json.AsSpan(range) : "null"u8;

    // The values of the known properties by index, and the other properties with their names.
    internal readonly record struct Ranges(Range[] Known, List<Range>? Others);
}
