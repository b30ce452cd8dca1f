using ScreenMeet.AspNetCore;

namespace ScreenMeet.TestHarness;

// Signing keys that a test changes from request to request.
public sealed class SettableKeys : IScreenMeetSigningKeyProvider
{
    public ScreenMeetSigningKeys Keys { get; set; }

    public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken) => new(Keys);
}
