using System.Text.Json;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Benchmarks;

// The same work over both models. Each gives a sum of what it read, which is the same for both.
internal static class Handlers
{
    // What most handlers need of an event.
    public static long ReadFour(FloorEvent[] events)
    {
        var sum = 0L;
        foreach (var e in events)
        {
            sum += Of(e.Type) + Of(e.SessionId) + Of(e.Status) + Of(e.Timestamp);
        }

        return sum;
    }

    public static long ReadFour(IReadOnlyList<ScreenMeetEvent> events)
    {
        var sum = 0L;
        foreach (var e in events)
        {
            sum += Of(e.Type) + Of(e.SessionId) + Of(e.Status) + Of(e.Timestamp);
        }

        return sum;
    }

    public static long ReadAll(FloorEvent[] events)
    {
        var sum = 0L;
        foreach (var e in events)
        {
            sum += Of(e.Type) + Of(e.Timestamp) + Of(e.Message) + Of(e.SessionId) + Of(e.Label) + Of(e.UserDescription) + Of(e.Status)
                + Of(e.Settings) + Of(e.Device) + Of(e.Stats) + Of(e.Seconds) + Of(e.AdditionalData);
            sum += e.User is { } user ? Of(user.Id) + Of(user.Name) + Of(user.Email) + Of(user.ExternalId) + Of(user.AdditionalData) : 0;
            sum += e.Organization is { } organization
                ? Of(organization.Id) + Of(organization.Name) + Of(organization.Provider) + Of(organization.ExternalId)
                    + Of(organization.CustomerId) + Of(organization.AdditionalData)
                : 0;
            sum += e.CreatedByAgentSession is { } agent
                ? Of(agent.Id) + Of(agent.Sid) + Of(agent.ExternalUserId) + Of(agent.OrganizationId) + Of(agent.CustomerId) + Of(agent.Provider)
                    + Of(agent.ProviderExternalId) + Of(agent.Name) + Of(agent.Roles) + Of(agent.Features) + Of(agent.StartedAt) + Of(agent.ExpiresAt)
                    + Of(agent.LastActiveAt) + Of(agent.CreatedAt) + Of(agent.UpdatedAt) + Of(agent.IsActive) + Of(agent.ClientApp)
                    + Of(agent.UserAgent) + Of(agent.RemoteIp) + Of(agent.AdditionalData)
                : 0;
            sum += e.CrmSyncTarget is { } target
                ? Of(target.Id) + Of(target.App) + Of(target.Type) + Of(target.Name) + Of(target.Sync) + Of(target.Provider) + Of(target.AdditionalData)
                : 0;
        }

        return sum;
    }

    public static long ReadAll(IReadOnlyList<ScreenMeetEvent> events)
    {
        var sum = 0L;
        foreach (var e in events)
        {
            sum += Of(e.Type) + Of(e.Timestamp) + Of(e.Message) + Of(e.SessionId) + Of(e.Label) + Of(e.UserDescription) + Of(e.Status)
                + Of(e.Settings) + Of(e.Device) + Of(e.Stats) + Of(e.Seconds) + Of(e.AdditionalData);
            sum += e.User is { } user ? Of(user.Id) + Of(user.Name) + Of(user.Email) + Of(user.ExternalId) + Of(user.AdditionalData) : 0;
            sum += e.Organization is { } organization
                ? Of(organization.Id) + Of(organization.Name) + Of(organization.Provider) + Of(organization.ExternalId)
                    + Of(organization.CustomerId) + Of(organization.AdditionalData)
                : 0;
            sum += e.CreatedByAgentSession is { } agent
                ? Of(agent.Id) + Of(agent.Sid) + Of(agent.ExternalUserId) + Of(agent.OrganizationId) + Of(agent.CustomerId) + Of(agent.Provider)
                    + Of(agent.ProviderExternalId) + Of(agent.Name) + Of(agent.Roles) + Of(agent.Features) + Of(agent.StartedAt) + Of(agent.ExpiresAt)
                    + Of(agent.LastActiveAt) + Of(agent.CreatedAt) + Of(agent.UpdatedAt) + Of(agent.IsActive) + Of(agent.ClientApp)
                    + Of(agent.UserAgent) + Of(agent.RemoteIp) + Of(agent.AdditionalData)
                : 0;
            sum += e.CrmSyncTarget is { } target
                ? Of(target.Id) + Of(target.App) + Of(target.Type) + Of(target.Name) + Of(target.Sync) + Of(target.Provider) + Of(target.AdditionalData)
                : 0;
        }

        return sum;
    }

    private static long Of(string? text) => text?.Length ?? 0;

    private static long Of(long? number) => number ?? 0;

    private static long Of(bool? flag) => flag == true ? 1 : 0;

    private static long Of(DateTimeOffset? time) => time?.Ticks ?? 0;

    private static long Of(IReadOnlyDictionary<string, JsonElement>? elements)
    {
        var sum = 0L;
        foreach (var (name, element) in elements ?? new Dictionary<string, JsonElement>())
        {
            sum += name.Length + (long)element.ValueKind;
        }

        return sum;
    }

    private static long Of(IReadOnlyDictionary<string, bool>? flags)
    {
        var sum = 0L;
        foreach (var (name, flag) in flags ?? new Dictionary<string, bool>())
        {
            sum += name.Length + Of(flag);
        }

        return sum;
    }
}
