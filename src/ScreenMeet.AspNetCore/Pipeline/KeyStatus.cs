namespace ScreenMeet.AspNetCore;

// Whether there was a signing key for a request, and why not.
internal enum KeyStatus
{
    // The method or the headers of the request were refused first.
    NotLookedUp,

    Available,

    // The key provider returned no key, for example because it does not know the tenant that the request names.
    Missing,

    // The key provider returned text that cannot be a key, or the options of the request's tenant are not valid.
    Unusable,

    // The key provider threw an exception or could not be created.
    ProviderFailed,

    // The client disconnected before the key provider returned.
    ClientDisconnected,
}
