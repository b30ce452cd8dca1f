using ScreenMeet.AspNetCore;

namespace EagerReceiver;

public sealed class ProductionKeyProvider : IScreenMeetSigningKeyProvider
{
    public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The key vault cannot be reached from a test.");
}
