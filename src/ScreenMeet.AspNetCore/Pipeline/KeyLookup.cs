namespace ScreenMeet.AspNetCore;

// The keys for one request, or why there are none. The duration is null if no provider was asked.
internal readonly record struct KeyLookup(ScreenMeetSigningKeys Keys, KeyStatus Status, TimeSpan? Duration = null)
{
    // Options without a key that are valid are those of a tool that starts the application without a server.
    public static KeyLookup In(ScreenMeetWebhookOptions options) => Of(new(options.SigningKey, options.PreviousSigningKey), isAnyGiven: options.IsUnusable);

    public static KeyLookup Of(ScreenMeetSigningKeys keys, bool isAnyGiven) => keys is { SigningKey: null, PreviousSigningKey: null }
        ? Without(isAnyGiven ? KeyStatus.Unusable : KeyStatus.Missing)
        : new(keys, KeyStatus.Available);

    public static KeyLookup Without(KeyStatus status) => new(default, status);
}
