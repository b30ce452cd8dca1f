using System.Text.Json;
using ScreenMeet.AspNetCore;

namespace TenantReceiver;

// The keys are in a file that stands for your database or key vault. It is read for each request: add the caching that
// suits you, such as IMemoryCache or HybridCache, and mind how long a key that was reset may live in it.
public sealed class TenantKeyProvider(IWebHostEnvironment environment) : IScreenMeetSigningKeyProvider
{
    public async ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(environment.ContentRootPath, "tenants.json"));
        var tenants = await JsonSerializer.DeserializeAsync<Dictionary<string, Tenant>>(file, JsonSerializerOptions.Web, cancellationToken);

        // Without keys the sender gets 503, and can try again when the tenant is there.
        return tenants!.TryGetValue((string)context.GetRouteValue("tenant")!, out var tenant)
            ? new ScreenMeetSigningKeys(tenant.SigningKey, tenant.PreviousSigningKey)
            : ScreenMeetSigningKeys.None;
    }

    private sealed record Tenant(string SigningKey, string? PreviousSigningKey);
}
