using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace ScreenMeet.AspNetCore;

// A delivery in the shape of its rows.
internal sealed class DeliveryToStore
{
    private DeliveryToStore(ScreenMeetDelivery delivery, EventToStore[] events)
    {
        WebhookName = delivery.WebhookName;
        Fingerprint = Convert.FromHexString(delivery.Fingerprint);
        ReceivedAt = delivery.ReceivedAt.ToUniversalTime();
        Events = events;
    }

    public string WebhookName { get; }

    public byte[] Fingerprint { get; }

    public DateTimeOffset ReceivedAt { get; }

    public string? TraceParent { get; } = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    public EventToStore[] Events { get; }

    public static DeliveryToStore Create(ScreenMeetDelivery delivery)
    {
        // An event that occurs twice in one delivery is two events, so each gets its ordinal among its equals.
        var ordinals = new Dictionary<string, int>(StringComparer.Ordinal);
        var events = new EventToStore[delivery.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var fingerprint = delivery[i].Fingerprint;
            ordinals.TryGetValue(fingerprint, out var ordinal);
            ordinals[fingerprint] = ordinal + 1;
            events[i] = new(KeyOf(delivery.WebhookName, fingerprint, ordinal), SessionOf(delivery[i].SessionId), delivery[i].RawJson.ToArray(), i);
        }

        return new(delivery, events);
    }

    // Ids can be of any length, so their hashes are stored. Events without an id are in one session.
    public static long SessionOf(string? sessionId) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(sessionId is null ? "" : $"id:{sessionId}")));

    private static byte[] KeyOf(string webhookName, string fingerprint, int ordinal) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{ordinal}:{fingerprint}:{webhookName}"));
}
