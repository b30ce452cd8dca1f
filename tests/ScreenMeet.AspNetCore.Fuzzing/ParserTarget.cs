using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Fuzzing;

// An input is a body.
internal static class ParserTarget
{
    public static string Run(byte[] input)
    {
        using var expected = ExpectedArray.Read(input);

        Assert.Equal(expected is not null, ScreenMeetEventParser.TryParse(input, out var events));

        if (expected is null)
        {
            var exception = Assert.Throws<JsonException>(() => ScreenMeetEventParser.Parse(input));
            Assert.Matches($@" at byte \d+ of {input.Length}\.$", exception.Message);
            return "refused";
        }

        Assert.Equal(expected.RootElement.GetArrayLength(), events!.Length);
        foreach (var (element, read) in expected.RootElement.EnumerateArray().Zip(events))
        {
            var text = element.GetRawText();
            Assert.Equal(text, Encoding.UTF8.GetString(read.RawJson.Span));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(read.RawJson.Span)), read.Fingerprint);
            using var shown = JsonDocument.Parse(ExpectedArray.ReplaceLoneSurrogates(text));
            ShownAttributes.AssertComplete(shown.RootElement, read);
        }

        return events.Length == 0 ? "empty" : "events";
    }
}
