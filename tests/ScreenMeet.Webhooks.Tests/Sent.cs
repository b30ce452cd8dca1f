using System.Text;

namespace ScreenMeet.Webhooks.Tests;

// What a test sends, as the parser reads it.
internal static class Sent
{
    public static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);

    public static ScreenMeetEvent[] Body(string json) => ScreenMeetEventParser.Parse(Bytes(json));

    public static ScreenMeetEvent Event(string json) => Assert.Single(Body($"[{json}]"));

    public static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
