namespace ScreenMeet.AspNetCore.Tests.Harness;

// Signing keys that a test changes from request to request.
internal sealed class SettableKeys : IScreenMeetSigningKeyProvider
{
    public ScreenMeetSigningKeys Keys { get; set; }

    public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string name, CancellationToken cancellationToken) => new(Keys);
}
