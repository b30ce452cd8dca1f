using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

// Every way to refuse a delivery: the status that the sender sees, and the reason, which only the log and the metric see.
internal sealed record Refusal(int StatusCode, string Reason)
{
    public static readonly Refusal MethodNotAllowed = new(StatusCodes.Status405MethodNotAllowed, "method_not_allowed");

    public static readonly Refusal SignatureMissing = new(StatusCodes.Status401Unauthorized, "signature_missing");
    public static readonly Refusal SignatureRepeated = new(StatusCodes.Status401Unauthorized, "signature_repeated");
    public static readonly Refusal SignatureMalformed = new(StatusCodes.Status401Unauthorized, "signature_malformed");
    public static readonly Refusal SignatureMismatch = new(StatusCodes.Status401Unauthorized, "signature_mismatch");
    public static readonly Refusal AlgorithmMissing = new(StatusCodes.Status401Unauthorized, "algorithm_missing");
    public static readonly Refusal AlgorithmNotSupported = new(StatusCodes.Status401Unauthorized, "algorithm_not_supported");

    // Nobody signs nothing: the body was read before it came to the middleware, as a rule.
    public static readonly Refusal BodyEmpty = new(StatusCodes.Status401Unauthorized, "body_empty");

    public static readonly Refusal KeysUnavailable = new(StatusCodes.Status503ServiceUnavailable, "keys_unavailable");
    public static readonly Refusal BuffersFull = new(StatusCodes.Status503ServiceUnavailable, "buffers_full");

    public static readonly Refusal BodyEncoded = new(StatusCodes.Status415UnsupportedMediaType, "body_encoded");
    public static readonly Refusal BodyTooLarge = new(StatusCodes.Status413PayloadTooLarge, "body_too_large");
    public static readonly Refusal BodyTooSlow = new(StatusCodes.Status408RequestTimeout, "body_too_slow");
    public static readonly Refusal BodyBroken = new(StatusCodes.Status400BadRequest, "body_broken");
    public static readonly Refusal BodyUnreadable = new(StatusCodes.Status400BadRequest, "body_unreadable");

    // Whether a body that was begun is left where it is.
    public bool LeavesBody => this == BodyTooLarge || this == BodyTooSlow || this == BuffersFull;
}
