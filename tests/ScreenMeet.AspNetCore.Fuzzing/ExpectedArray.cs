using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ScreenMeet.AspNetCore.Fuzzing;

// What JsonDocument makes of a body.
internal static partial class ExpectedArray
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Null when it is no array.
    public static JsonDocument? Read(byte[] body)
    {
        try
        {
            var text = s_strictUtf8.GetString(body);
            var document = JsonDocument.Parse(text.StartsWith('\ufeff') ? text[1..] : text);
            if (document.RootElement.ValueKind == JsonValueKind.Array)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is DecoderFallbackException or JsonException)
        {
            return null;
        }
    }

    public static string ReplaceLoneSurrogates(string json) =>
        EscapeOrPair().Replace(json, escape => escape.Groups["lone"].Success ? @"\ufffd" : escape.Value);

    [GeneratedRegex(@"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(?<lone>\\u[dD][89a-fA-F]..)|\\.")]
    private static partial Regex EscapeOrPair();
}
