using System.Globalization;
using System.Text;
using System.Text.Json;
using ScreenMeet.Webhooks;

namespace ScreenMeet.InboxHarness;

// Events of the tests: a session, a number that tells them apart, and a type.
public static class Events
{
    public static string One(string? session, int number, string type = "room-entered") =>
        JsonSerializer.Serialize(new Dictionary<string, object?> { ["type"] = type, ["id"] = session, ["seconds"] = number });

    public static byte[] Delivery(params IEnumerable<string> events) => Encoding.UTF8.GetBytes($"[{string.Join(',', events)}]");

    public static byte[] Delivery(string session, int first, int count) => Delivery(Enumerable.Range(first, count).Select(number => One(session, number)));

    public static int NumberOf(ScreenMeetEvent screenMeetEvent) => (int)screenMeetEvent.Seconds!.Value;

    public static string Name(int number) => "s" + number.ToString(CultureInfo.InvariantCulture);
}
