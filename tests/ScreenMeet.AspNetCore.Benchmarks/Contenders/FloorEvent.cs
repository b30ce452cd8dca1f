using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScreenMeet.AspNetCore.Benchmarks;

// The events' model as one would write it by hand for a source-generated serializer.
internal sealed class FloorEvent
{
    public string? Type { get; init; }

    [JsonPropertyName("ts")]
    public DateTimeOffset? Timestamp { get; init; }

    public string? Message { get; init; }

    [JsonPropertyName("id")]
    public string? SessionId { get; init; }

    public string? Label { get; init; }

    public string? UserDescription { get; init; }

    public string? Status { get; init; }

    public FloorUser? User { get; init; }

    public FloorOrganization? Organization { get; init; }

    public FloorAgentSession? CreatedByAgentSession { get; init; }

    public FloorCrmSyncTarget? CrmSyncTarget { get; init; }

    public Dictionary<string, JsonElement>? Settings { get; init; }

    public Dictionary<string, JsonElement>? Device { get; init; }

    public Dictionary<string, JsonElement>? Stats { get; init; }

    public long? Seconds { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? AdditionalData { get; set; }
}

internal sealed class FloorUser
{
    public long? Id { get; init; }

    public string? Name { get; init; }

    public string? Email { get; init; }

    public string? ExternalId { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? AdditionalData { get; set; }
}

internal sealed class FloorOrganization
{
    public long? Id { get; init; }

    public string? Name { get; init; }

    public string? Provider { get; init; }

    public string? ExternalId { get; init; }

    [JsonPropertyName("CustomerId")]
    public long? CustomerId { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? AdditionalData { get; set; }
}

internal sealed class FloorAgentSession
{
    public string? Id { get; init; }

    public long? Sid { get; init; }

    [JsonPropertyName("ExternalUserId")]
    public long? ExternalUserId { get; init; }

    [JsonPropertyName("OrganizationId")]
    public long? OrganizationId { get; init; }

    [JsonPropertyName("CustomerId")]
    public long? CustomerId { get; init; }

    public string? Provider { get; init; }

    public string? ProviderExternalId { get; init; }

    public string? Name { get; init; }

    public Dictionary<string, bool>? Roles { get; init; }

    public Dictionary<string, bool>? Features { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastActiveAt { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public bool? IsActive { get; init; }

    public string? ClientApp { get; init; }

    public string? UserAgent { get; init; }

    public string? RemoteIp { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? AdditionalData { get; set; }
}

internal sealed class FloorCrmSyncTarget
{
    public string? Id { get; init; }

    public string? App { get; init; }

    public string? Type { get; init; }

    public string? Name { get; init; }

    public bool? Sync { get; init; }

    public string? Provider { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? AdditionalData { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FloorEvent[]))]
internal sealed partial class FloorJson : JsonSerializerContext;
