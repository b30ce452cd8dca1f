using Microsoft.AspNetCore.Http;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests.Telemetry;

// A key provider that knows the tenants red and blue, and for the route without tenants does what a test wants. For a tenant that
// is not a name it throws, as carelessly written providers do.
internal sealed class ChosenKeys : IScreenMeetSigningKeyProvider
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public Func<HttpContext, CancellationToken, ValueTask<ScreenMeetSigningKeys>>? Get { get; set; }

    public string? FailingTenant { get; set; }

    public void Fail(string? failure) => Get = failure switch
    {
        "throws" => static (_, _) => throw new TimeoutException("no vault"),
        "placeholder" => static (_, _) => new(new ScreenMeetSigningKeys("your-signing-key")),
        "none" => static (_, _) => new(ScreenMeetSigningKeys.None),
        _ => null,
    };

    public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (context.GetRouteValue("tenant") is string tenant)
        {
            return tenant == FailingTenant || tenant.Contains('-', StringComparison.Ordinal) ? throw new FormatException()
                : tenant is "red" or "blue" && !context.Request.QueryString.HasValue ? new(new ScreenMeetSigningKeys(Signed.Key))
                : default;
        }

        return Get?.Invoke(context, cancellationToken) ?? new(new ScreenMeetSigningKeys(Signed.Key));
    }
}
