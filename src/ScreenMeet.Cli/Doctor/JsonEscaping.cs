using System.Globalization;
using System.Text;

namespace ScreenMeet.Cli;

// Which characters of a string a writer of JSON escapes, and how.
internal sealed record JsonEscaping(string Name, string Extra = "", bool EscapesNonAscii = false, bool IsUpper = false, bool EscapesSlashes = false)
{
    private const string Html = "<>&";

    public static readonly IReadOnlyList<JsonEscaping> All =
    [
        new("escaped as by JSON.stringify"),
        new("escaped as by Python", EscapesNonAscii: true),
        new("escaped as by PHP", EscapesNonAscii: true, EscapesSlashes: true),
        new("escaped as by PHP with JSON_UNESCAPED_UNICODE", EscapesSlashes: true),
        new("escaped as by .NET", Html + "\"'+`\u007F", EscapesNonAscii: true, IsUpper: true),
        new("escaped as by Go", Html + "\u2028\u2029"),
        new("escaped as by Gson", Html + "='\u2028\u2029"),
    ];

    public void Write(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var character in text)
        {
            Write(json, character);
        }

        json.Append('"');
    }

    private void Write(StringBuilder json, char character)
    {
        if (Extra.Contains(character, StringComparison.Ordinal) || (EscapesNonAscii && character > '~'))
        {
            WriteNumber(json, character);
            return;
        }

        switch (character)
        {
            case '"' or '\\':
            case '/' when EscapesSlashes:
                json.Append('\\').Append(character);
                break;
            case '\b':
                json.Append("\\b");
                break;
            case '\f':
                json.Append("\\f");
                break;
            case '\n':
                json.Append("\\n");
                break;
            case '\r':
                json.Append("\\r");
                break;
            case '\t':
                json.Append("\\t");
                break;
            case < ' ':
                WriteNumber(json, character);
                break;
            default:
                json.Append(character);
                break;
        }
    }

    private void WriteNumber(StringBuilder json, char character) =>
        json.Append("\\u").Append(((int)character).ToString(IsUpper ? "X4" : "x4", CultureInfo.InvariantCulture));
}
