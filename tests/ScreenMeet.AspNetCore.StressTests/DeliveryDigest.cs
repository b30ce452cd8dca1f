using System.Security.Cryptography;
using System.Text;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.StressTests;

// A digest of all that user code can see of a delivery, and of all that it should see.
internal static class DeliveryDigest
{
    public const string Filler = "filler";

    // The attributes that are strings, and what reads them.
    public static readonly (string Path, Func<ScreenMeetEvent, string?> Read)[] Strings =
    [
        ("type", e => e.Type),
        ("message", e => e.Message),
        ("id", e => e.SessionId),
        ("label", e => e.Label),
        ("userDescription", e => e.UserDescription),
        ("status", e => e.Status),
        ("user.name", e => e.User?.Name),
        ("user.email", e => e.User?.Email),
        ("user.externalId", e => e.User?.ExternalId),
        ("organization.name", e => e.Organization?.Name),
        ("organization.provider", e => e.Organization?.Provider),
        ("organization.externalId", e => e.Organization?.ExternalId),
        ("createdByAgentSession.id", e => e.CreatedByAgentSession?.Id),
        ("createdByAgentSession.provider", e => e.CreatedByAgentSession?.Provider),
        ("createdByAgentSession.providerExternalId", e => e.CreatedByAgentSession?.ProviderExternalId),
        ("createdByAgentSession.name", e => e.CreatedByAgentSession?.Name),
        ("createdByAgentSession.clientApp", e => e.CreatedByAgentSession?.ClientApp),
        ("createdByAgentSession.userAgent", e => e.CreatedByAgentSession?.UserAgent),
        ("createdByAgentSession.remoteIp", e => e.CreatedByAgentSession?.RemoteIp),
        ("crmSyncTarget.id", e => e.CrmSyncTarget?.Id),
        ("crmSyncTarget.app", e => e.CrmSyncTarget?.App),
        ("crmSyncTarget.type", e => e.CrmSyncTarget?.Type),
        ("crmSyncTarget.name", e => e.CrmSyncTarget?.Name),
        ("crmSyncTarget.provider", e => e.CrmSyncTarget?.Provider),
        (Filler, e => e.AdditionalData?.TryGetValue(Filler, out var filler) == true ? filler.GetString() : null),
    ];

    public static string Of(ScreenMeetDelivery delivery) =>
        Of(delivery.Body.Span, delivery.Select(e => (e.RawJson, Strings.Select(attribute => attribute.Read(e)))));

    public static string Of(ReadOnlySpan<byte> body, IEnumerable<(ReadOnlyMemory<byte> RawJson, IEnumerable<string?> Strings)> events)
    {
        var all = new StringBuilder(Convert.ToHexString(SHA256.HashData(body)));
        foreach (var (rawJson, strings) in events)
        {
            all.Append('\n').Append(Convert.ToHexString(SHA256.HashData(rawJson.Span)));
            all.AppendJoin('|', strings.Select(text => text ?? "\0"));
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }
}
