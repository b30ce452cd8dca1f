namespace ScreenMeet.Webhooks;

/// <summary>The result of <see cref="ScreenMeetSignature.Verify"/>. Only <see cref="Valid"/> proves that a body is genuine.</summary>
public enum ScreenMeetSignatureResult
{
    /// <summary>The signature is <see langword="null"/>, empty or blank.</summary>
    Missing,

    /// <summary>The signature is neither 64 hex digits nor the base64 or base64url text of 32 bytes.</summary>
    Malformed,

    /// <summary>The signature is well formed, but it was not made over this body with any of the keys.</summary>
    Mismatch,

    /// <summary>The signature was made over this body with one of the keys.</summary>
    Valid,
}
