using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ScreenMeet.Cli;

// The JSON of an event without what could open a session: the id of the agent session is an API token until it expires, and
// host URLs carry a token too. Everything else stays as it was sent, even where a serializer would refuse to write it.
internal static class SecretMask
{
    private const string Mask = "\"••••••\"";
    private const string Indent = "  ";

    private static readonly string[] s_secretNames = ["token", "secret", "password", "credential", "hosturl", "authorization", "apikey", "signingkey"];

    public static string Apply(ReadOnlySpan<byte> rawJson)
    {
        var text = new StringBuilder();
        Write(text, JsonElement.Parse(rawJson), isAgentSession: false, lineBreak: "\n");
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement value, bool isAgentSession, string lineBreak)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteItems(text, "{", "}", value.EnumerateObject(), lineBreak, (property, inner) =>
                {
                    text.Append('"').Append(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property))).Append("\": ");
                    var name = NameOf(property);
                    if (property.Value.ValueKind != JsonValueKind.Null && (IsSecret(name) || (isAgentSession && name == "id")))
                    {
                        text.Append(Mask);
                    }
                    else
                    {
                        Write(text, property.Value, name.Contains("AgentSession", StringComparison.OrdinalIgnoreCase), inner);
                    }
                });
                break;
            case JsonValueKind.Array:
                WriteItems(text, "[", "]", value.EnumerateArray(), lineBreak, (element, inner) => Write(text, element, isAgentSession, inner));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteItems<T>(StringBuilder text, string open, string close, IEnumerable<T> items, string lineBreak, Action<T, string> write)
    {
        var inner = lineBreak + Indent;
        var separator = open;
        foreach (var item in items)
        {
            text.Append(separator).Append(inner);
            write(item, inner);
            separator = ",";
        }

        text.Append(separator == open ? open + close : lineBreak + close);
    }

    // A name can have half of a surrogate pair, which is not text.
    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property));
        }
    }

    private static bool IsSecret(string name)
    {
        var letters = string.Concat(name.Where(char.IsLetter)).ToLowerInvariant();
        return s_secretNames.Any(letters.Contains);
    }
}
