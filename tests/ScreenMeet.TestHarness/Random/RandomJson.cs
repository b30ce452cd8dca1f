using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace ScreenMeet.TestHarness;

// Valid JSON arrays of odd events, with values of unexpected kinds, repeated names, escapes, lone surrogates, deep nesting and white
// space.
public static class RandomJson
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Gen<string> s_blank =
        Gen.Frequency((8, Gen.Const("")), (1, Gen.OneOf(" ", "\n", "\t", "\r\n", "  ")));

    private static readonly Gen<string> s_characters = Gen.Frequency(
        (8, Gen.OneOf("a", "Z", "7", " ", "[", "}", ",", ":", "/")),
        (3, Gen.OneOf("ü", "☂", "日本", "😀", "\u007f", "\u2028", "\ufeff")),
        (3, Gen.OneOf(@"\n", @"\""", @"\\", @"\/", @"\u0050", @"\u0000", @"\u00fc", @"\ud83d\ude00")),
        (1, Gen.OneOf(@"\ud83d", @"\ude00", @"\uD83D", @"\ud83d\n", @"\\ud83d", @"\ud83d\ud83d\ude00")));

    private static readonly Gen<string> s_text = s_characters.Array[0, 8].Select(string.Concat);

    private static readonly Gen<string> s_number = Gen.OneOf(
        Gen.Long.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.Double[-1e300, 1e300].Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.OneOf("0", "-0", "-1", "7", "12.50", "1e3", "-1.5E+3", "1e999", "9223372036854775807", "9223372036854775808"));

    private static readonly Gen<string> s_time = Gen.Select(
        Gen.DateTime[new DateTime(1970, 1, 2), new DateTime(2100, 1, 1)],
        Gen.OneOf("yyyy-MM-ddTHH:mm:ss.fffZ", "yyyy-MM-ddTHH:mm:ss+02:00", "yyyy-MM-ddTHH:mm:ss.fffffff-11:30", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd", "dd.MM.yyyy", "yyyy-13-ddTHH:mm:ssZ"),
        (time, format) => time.ToString(format, CultureInfo.InvariantCulture));

    private static readonly Gen<string> s_flag = Gen.OneOf("true", "false");

    private static readonly Gen<string> s_scalar = Gen.Frequency(
        (2, Gen.OneOf("null", "true", "false")),
        (2, s_number),
        (1, Gen.OneOf(s_number, Gen.OneOf(" 1", "+7", "-7", "42", "7\\u0000", "٣")).Select(Quote)),
        (1, s_time.Select(Quote)),
        (3, s_text.Select(Quote)));

    private static readonly Gen<string> s_unknownName = Gen.OneOf(Gen.OneOf("x", "Type", "plugin", "", "ü☂😀", "TS", "customerid"), s_text);

    // With the levels around it, this is nested fewer than 64 levels deep.
    private static readonly Gen<string> s_deep = Gen.Select(
        Gen.Int[1, 50], Gen.Bool, s_scalar,
        (depth, isObject, scalar) => isObject
            ? string.Concat(Enumerable.Repeat("{\"a\":", depth)) + scalar + new string('}', depth)
            : new string('[', depth) + scalar + new string(']', depth));

    private static readonly Gen<string> s_any = Gen.Recursive<string>((depth, any) => depth == 3
        ? s_scalar
        : Gen.Frequency((8, s_scalar), (2, ArrayOf(any, 3)), (2, ObjectOf(Gen.Select(s_unknownName, any), 3)), (1, s_deep)));

    private static readonly Gen<string> s_event = ObjectOf(Property(""), 12);

    public static readonly Gen<string> Array = ArrayOfEvents(most: 20);

    // Up to about 40 kB.
    public static readonly Gen<string> LongArray = ArrayOfEvents(most: 80);

    // Arrays with some bytes changed, so that many are invalid, and bytes that were never JSON.
    public static readonly Gen<byte[]> Broken = Gen.Frequency<byte[]>(
        (4, Gen.Select(Array, Edit().Array[1, 4], (json, edits) => edits.Aggregate(Encoding.UTF8.GetBytes(json), (bytes, edit) => edit(bytes)))),
        (2, Gen.OneOf<byte>([.. "[]{},:\"\\u0e-. \n\t/*tfn"u8, 0xef, 0xbb, 0xbf, 0xc3, 0xa4, 0xff]).Array[0, 12]),
        (1, Gen.Byte.Array[0, 40]));

    // Returns the text of each element as JsonDocument reads it, or null if the body is not an array.
    public static string[]? Elements(byte[] body)
    {
        try
        {
            var json = body.AsMemory(body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0);
            s_strictUtf8.GetCharCount(json.Span);
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray().Select(element => element.GetRawText())] : null;
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    private static Gen<string> ArrayOfEvents(int most) =>
        Gen.Select(s_blank, ArrayOf(Gen.Frequency((7, s_event), (1, s_any)), most), s_blank, (before, array, after) => before + array + after);

    // Sometimes this is any value, whatever kind is expected.
    private static Gen<string> ValueOf(TypedProperty property)
    {
        var expected = property.Kind switch
        {
            PropertyKind.Part => ObjectOf(Property(property.Path), 12),
            PropertyKind.Map => Gen.Frequency((6, ObjectOf(Gen.Select(s_unknownName, s_any), 3)), (1, ObjectOf(Gen.Select(s_unknownName, s_scalar), 40))),
            PropertyKind.Flags => Gen.Frequency((6, ObjectOf(Gen.Select(s_unknownName, Gen.Frequency((8, s_flag), (1, s_scalar))), 3)), (1, ObjectOf(Gen.Select(s_unknownName, s_flag), 40))),
            PropertyKind.Time => s_time.Select(Quote),
            _ => s_scalar,
        };
        return Gen.Frequency((3, expected), (1, s_any));
    }

    private static Gen<(string Name, string Value)> Property(string owner) => Gen.Frequency(
        (5, Gen.OneOf([.. TypedProperty.All.Where(a => a.Owner == owner).Select(a => Gen.Select(Written(a.Name), ValueOf(a)))])),
        (1, Gen.Select(s_unknownName, s_any)));

    // Sometimes, some of the name's characters are escaped.
    private static Gen<string> Written(string name) => Gen.Frequency(
        (5, Gen.Const(name)),
        (1, Gen.Bool.Array[name.Length].Select(escaped => string.Concat(name.Select((unit, i) => escaped[i] ? $"\\u{(int)unit:x4}" : $"{unit}")))));

    private static Gen<string> ArrayOf(Gen<string> element, int most) =>
        Gen.Select(Blanked(element).Array[0, most], s_blank, (elements, blank) => $"[{string.Join(',', elements)}{blank}]");

    private static Gen<string> ObjectOf(Gen<(string Name, string Value)> entry, int most) => Gen.Select(
        Gen.Select(Blanked(entry.Select(e => $"\"{e.Name}\"\0{e.Value}")), Blanked(Gen.Const(":")), (e, colon) => e.Replace("\0", colon, StringComparison.Ordinal)).Array[0, most],
        s_blank,
        (entries, blank) => $"{{{string.Join(',', entries)}{blank}}}");

    private static Gen<string> Blanked(Gen<string> json) => Gen.Select(s_blank, json, s_blank, (before, text, after) => before + text + after);

    private static Gen<Func<byte[], byte[]>> Edit() => Gen.Select(
        Gen.Double.Unit, Gen.Int[0, 2], Gen.Frequency((3, Gen.OneOf<byte>([.. "[]{},:\"\\u/ 0"u8])), (1, Gen.Byte)),
        (position, kind, value) => new Func<byte[], byte[]>(bytes =>
        {
            var index = (int)(position * bytes.Length);
            return kind switch
            {
                0 => [.. bytes[..index], value, .. bytes[index..]],
                1 => [.. bytes[..index], .. bytes.Skip(index + 1)],
                _ => [.. bytes[..index], value, .. bytes.Skip(index + 1)],
            };
        }));

    private static string Quote(string text) => $"\"{text}\"";
}
