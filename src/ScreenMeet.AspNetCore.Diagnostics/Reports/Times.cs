using System.Globalization;

namespace ScreenMeet.AspNetCore.Diagnostics;

internal static class Times
{
    // In UTC, with the date only if it is not today.
    public static string Of(DateTimeOffset time, DateTimeOffset now) =>
        time.UtcDateTime.ToString(time.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
