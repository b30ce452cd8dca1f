using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// Which parameters take a delivery's events.
internal static class EventParameter
{
    private static readonly HashSet<Type> s_bound =
    [
        typeof(ScreenMeetDelivery),
        typeof(ScreenMeetEvent[]),
        typeof(IReadOnlyList<ScreenMeetEvent>),
        typeof(IReadOnlyCollection<ScreenMeetEvent>),
        typeof(IEnumerable<ScreenMeetEvent>),
        typeof(IList<ScreenMeetEvent>),
        typeof(ICollection<ScreenMeetEvent>),
        typeof(List<ScreenMeetEvent>),
    ];

    public static bool IsBound(Type type) => s_bound.Contains(type);

    public static bool HoldsEvents(Type type) =>
        type == typeof(ScreenMeetEvent) || typeof(IEnumerable<ScreenMeetEvent>).IsAssignableFrom(type);

    public static object Create(Type type, ScreenMeetDelivery delivery)
    {
        if (type == typeof(ScreenMeetEvent[]))
        {
            return delivery.ToArray();
        }

        var isReadOnly = type.IsInstanceOfType(delivery);
        return isReadOnly ? delivery : delivery.ToList();
    }
}
