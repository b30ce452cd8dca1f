using System.Text.Json;
using System.Text.Json.Serialization;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// Describes the JSON of a delivery's body in API descriptions. The public event cannot do this, because it has a JSON converter,
// and generators do not create a schema from a type with a converter. A schema has the name of its type, so this event has the
// name of the public one.
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
