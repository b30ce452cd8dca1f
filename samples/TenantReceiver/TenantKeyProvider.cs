using System.Text.Json;
using ScreenMeet.AspNetCore;

namespace TenantReceiver;

// This sample reads the keys from a file for each request. Replace it with your database or key vault, and cache the keys, for
// example with IMemoryCache or HybridCache. Limit how long an old key stays in the cache after a reset.
public sealed class TenantKeyProvider(IWebHostEnvironment environment) : IScreenMeetSigningKeyProvider
{
    public async ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(environment.ContentRootPath, "tenants.json"));
        var tenants = await JsonSerializer.DeserializeAsync<Dictionary<string, Tenant>>(file, JsonSerializerOptions.Web, cancellationToken);

        // Without keys, the request is refused with 503, so the sender can try again later.
        return tenants!.TryGetValue((string)context.GetRouteValue("tenant")!, out var tenant)
            ? new ScreenMeetSigningKeys(tenant.SigningKey, tenant.PreviousSigningKey)
            : ScreenMeetSigningKeys.None;
    }

    private sealed record Tenant(string SigningKey, string? PreviousSigningKey);
}
