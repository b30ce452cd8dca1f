using System.Text.Json;
using System.Text.Json.Serialization;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// What the body of a delivery consists of, for API descriptions: schemas are not made of types that have a JSON
// converter, as the public event has. The schema has the name of this type.
internal static class WireShape
{
    internal sealed class ScreenMeetEvent
    {
        [JsonPropertyName("type")]
        public string? Type { get; init; }

        [JsonPropertyName("ts")]
        public DateTimeOffset? Timestamp { get; init; }

        [JsonPropertyName("message")]
        public string? Message { get; init; }

        [JsonPropertyName("id")]
        public string? SessionId { get; init; }

        [JsonPropertyName("label")]
        public string? Label { get; init; }

        [JsonPropertyName("userDescription")]
        public string? UserDescription { get; init; }

        [JsonPropertyName("status")]
        public string? Status { get; init; }

        [JsonPropertyName("user")]
        public ScreenMeetUser? User { get; init; }

        [JsonPropertyName("organization")]
        public ScreenMeetOrganization? Organization { get; init; }

        [JsonPropertyName("createdByAgentSession")]
        public ScreenMeetAgentSession? CreatedByAgentSession { get; init; }

        [JsonPropertyName("crmSyncTarget")]
        public ScreenMeetCrmSyncTarget? CrmSyncTarget { get; init; }

        [JsonPropertyName("settings")]
        public IReadOnlyDictionary<string, JsonElement>? Settings { get; init; }

        [JsonPropertyName("device")]
        public IReadOnlyDictionary<string, JsonElement>? Device { get; init; }

        [JsonPropertyName("stats")]
        public IReadOnlyDictionary<string, JsonElement>? Stats { get; init; }

        [JsonPropertyName("seconds")]
        public long? Seconds { get; init; }
    }
}
