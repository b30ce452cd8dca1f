using System.Text;
using System.Text.Json;

namespace ScreenMeet.Cli;

// Writes JSON again as the usual writers do: with other white space and other escapes, with the same names, numbers and order.
internal static class JsonRewriter
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static IEnumerable<(byte[] Bytes, string Name)> Rewrite(byte[] json)
    {
        if (Read(json) is not { } root)
        {
            yield break;
        }

        foreach (var layout in JsonLayout.All)
        {
            foreach (var escaping in JsonEscaping.All)
            {
                var text = new StringBuilder(json.Length);
                Write(text, root, layout, escaping, depth: 0);
                yield return (s_utf8.GetBytes(text.ToString()), $"with its JSON written {layout.Name}, {escaping.Name}");
            }
        }
    }

    private static JsonElement? Read(byte[] json)
    {
        try
        {
            return JsonElement.Parse(json.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? json.AsSpan(Encoding.UTF8.Preamble.Length) : json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Write(StringBuilder text, JsonElement value, JsonLayout layout, JsonEscaping escaping, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                WriteItems(text, '[', ']', value.EnumerateArray(), layout, depth, element => Write(text, element, layout, escaping, depth + 1));
                break;
            case JsonValueKind.Object:
                WriteItems(text, '{', '}', value.EnumerateObject(), layout, depth, property =>
                {
                    escaping.Write(text, property.Name);
                    text.Append(layout.NameSeparator);
                    Write(text, property.Value, layout, escaping, depth + 1);
                });
                break;
            case JsonValueKind.String:
                escaping.Write(text, TextOf(value));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteItems<T>(StringBuilder text, char open, char close, IEnumerable<T> items, JsonLayout layout, int depth, Action<T> write)
    {
        text.Append(open);
        var isEmpty = true;
        foreach (var item in items)
        {
            text.Append(isEmpty ? "" : layout.ItemSeparator);
            BreakLine(text, layout, depth + 1);
            write(item);
            isEmpty = false;
        }

        if (!isEmpty)
        {
            BreakLine(text, layout, depth);
        }

        text.Append(close);
    }

    private static void BreakLine(StringBuilder text, JsonLayout layout, int depth)
    {
        text.Append(layout.LineBreak);
        for (var i = 0; i < depth; i++)
        {
            text.Append(layout.Indent);
        }
    }

    // Half of a surrogate pair cannot be read as text.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText()[1..^1];
        }
    }
}
