using ScreenMeet.AspNetCore;

namespace ScreenMeet.TestHarness;

// Signing keys that a test changes from request to request.
public sealed class SettableKeys : IScreenMeetSigningKeyProvider
{
    public ScreenMeetSigningKeys Keys { get; set; }

    public ValueTask<ScreenMeetSigningKeys> GetKeysAsync(HttpContext context, string name, CancellationToken cancellationToken) => new(Keys);
}
