namespace ScreenMeet.AspNetCore;

// The keys for one request, or why there are none. The duration is null if no provider was asked.
internal readonly record struct KeyLookup(ScreenMeetSigningKeys Keys, ScreenMeetKeyStatus Status, TimeSpan? Duration = null)
{
    // Options without a key that are valid are those of a tool that starts the application without a server.
    public static KeyLookup In(ScreenMeetWebhookOptions options) => Of(new(options.SigningKey, options.PreviousSigningKey), isAnyGiven: options.IsUnusable);

    public static KeyLookup Of(ScreenMeetSigningKeys keys, bool isAnyGiven) => keys is { SigningKey: null, PreviousSigningKey: null }
        ? Without(isAnyGiven ? ScreenMeetKeyStatus.Unusable : ScreenMeetKeyStatus.Missing)
        : new(keys, ScreenMeetKeyStatus.Available);

    public static KeyLookup Without(ScreenMeetKeyStatus status) => new(default, status);
}
