using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore.Diagnostics;

// Says of each webhook of the application where it is received, with which keys, and how that goes.
internal sealed class WebhookReports(IServiceProvider services, IOptionsMonitor<ScreenMeetWebhookOptions> monitor)
{
    // Resolved late, because the application does not have it if it does not receive webhooks.
    private ScreenMeetWebhookRegistry Registry => services.GetRequiredService<ScreenMeetWebhookRegistry>();

    // The marked endpoints. One without a route exists only for dynamic routes.
    private IEnumerable<RouteEndpoint> Endpoints => (services.GetService<EndpointDataSource>()?.Endpoints ?? [])
        .OfType<RouteEndpoint>()
        .Where(static endpoint => endpoint.RoutePattern.RawText is not null && NameOf(endpoint) is not null);

    public IReadOnlyList<WebhookReport> Create(HttpRequest request, HistorySnapshot history)
    {
        var endpoints = Endpoints.ToLookup(NameOf, endpoint => WebhookUrl.Of(endpoint, request));
        return [.. Registry.Names.Select(name => Create(name, [.. endpoints[name]], history))];
    }

    public string? FindUrl(HttpRequest request, string webhookName) =>
        Endpoints.FirstOrDefault(endpoint => NameOf(endpoint) == webhookName) is { } endpoint ? WebhookUrl.Of(endpoint, request).Url : null;

    private WebhookReport Create(string name, IReadOnlyList<EndpointReport> endpoints, HistorySnapshot history)
    {
        var accepted = history.AcceptedTallies.GetValueOrDefault(name);
        RefusalTally[] refusals = [.. history.RefusalTallies.Where(tally => tally.Last.WebhookName == name)];

        // An application that calls UseMvc() has no endpoints, but what was received there was received.
        var hasEndpoint = endpoints.Count > 0 || accepted is not null || refusals.Length > 0;
        return new(name, endpoints, CreateKeyReport(name), accepted, refusals, Verdict.Of(hasEndpoint, accepted?.Last, refusals, history));
    }

    private KeyReport CreateKeyReport(string name)
    {
        var options = Registry.GetOptions(name);
        var current = monitor.Get(name);
        var keys = new ScreenMeetSigningKeys(options.SigningKey, options.PreviousSigningKey);
        return new(
            Registry.HasSigningKeyProvider(name),
            FingerprintOf(keys.SigningKey),
            FingerprintOf(keys.PreviousSigningKey),
            // What results from such a reload has no key.
            IsReloadRefused: !ReferenceEquals(options, current) && current.SigningKey is null);
    }

    // Enough to see that two keys differ, and too little to find one out. The screenmeet tool shows the same.
    private static string? FingerprintOf(string? key) => key is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..12];

    // Returns null for an endpoint that is not marked. A mark without a name can be implied by a parameter, so another takes precedence.
    private static string? NameOf(Endpoint endpoint)
    {
        var marks = endpoint.Metadata.GetOrderedMetadata<ScreenMeetWebhookAttribute>();
        return marks.Count == 0 ? null : marks.LastOrDefault(static mark => mark.Name.Length > 0)?.Name ?? "";
    }
}
