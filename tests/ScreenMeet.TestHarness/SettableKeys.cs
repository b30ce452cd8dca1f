using ScreenMeet.AspNetCore;

namespace ScreenMeet.TestHarness;

// A key provider whose keys a test can change between requests.
public sealed class SettableKeys : IScreenMeetSigningKeyProvider
{
    public ScreenMeetSigningKeys Keys { get; set; }

    public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken) => new(Keys);
}
