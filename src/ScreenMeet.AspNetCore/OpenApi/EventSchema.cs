using System.Text.Json;
using System.Text.Json.Serialization;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

internal static class EventSchema
{
    // The documented properties of an event under their names, for the schema in OpenAPI documents: the event itself has a
    // converter, and shows no properties. The schema is named after the type.
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
