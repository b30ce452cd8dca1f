namespace ScreenMeet.AspNetCore;

/// <summary>Says whether there was a signing key for a request, and why not.</summary>
public enum ScreenMeetKeyStatus
{
    /// <summary>No key was looked up, because the method or the headers of the request were refused.</summary>
    NotLookedUp,

    /// <summary>There was a key.</summary>
    Available,

    /// <summary>The key provider returned no key, for example because it does not know the tenant that the request names.</summary>
    Missing,

    /// <summary>The key provider returned text that cannot be a key, or the options of the request's tenant are not valid.</summary>
    Unusable,

    /// <summary>The key provider threw an exception or could not be created.</summary>
    ProviderFailed,

    /// <summary>The client disconnected before the key provider returned.</summary>
    ClientDisconnected,
}
