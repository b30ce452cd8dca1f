using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ScreenMeet.AspNetCore;

// All refusals: the status and the header that are sent in the response, and the reason, which is not sent.
internal sealed record Refusal(int StatusCode, string Reason, string? HeaderName = null, string? HeaderValue = null)
{
    // In seconds. This is the default of BodyTimeout, so the bodies that fill the buffers now are usually gone by then.
    private const string RetryAfter = "15";

    public static readonly Refusal MethodNotAllowed = new(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", HeaderNames.Allow, HttpMethods.Post);

    public static readonly Refusal SignatureMissing = Unauthorized("signature_missing");
    public static readonly Refusal SignatureRepeated = Unauthorized("signature_repeated");
    public static readonly Refusal SignatureMalformed = Unauthorized("signature_malformed");
    public static readonly Refusal SignatureMismatch = Unauthorized("signature_mismatch");
    public static readonly Refusal BodyRewritten = Unauthorized("body_rewritten") with
    {
        IsGenuine = true,
        Hint = " The request is genuine, because the signature matches its JSON without white space and with as few escapes as possible. Something in front of the application, such as a proxy, has written the JSON again. It must pass the body on unchanged.",
    };

    public static readonly Refusal AlgorithmMissing = Unauthorized("algorithm_missing");
    public static readonly Refusal AlgorithmNotSupported = Unauthorized("algorithm_not_supported");

    // Nobody signs an empty body, so if the body is empty, middleware has usually read it already.
    public static readonly Refusal BodyEmpty = Unauthorized("body_empty") with
    {
        Hint = " If genuine deliveries arrive without a body, something reads the body before UseScreenMeetWebhooks(). Call that earlier, or call Request.EnableBuffering() before the body is read.",
    };

    public static readonly Refusal KeysUnavailable = Unavailable("keys_unavailable");
    public static readonly Refusal BuffersFull = Unavailable("buffers_full") with { LeavesBody = true };

    public static readonly Refusal BodyEncoded = new(StatusCodes.Status415UnsupportedMediaType, "body_encoded", HeaderNames.AcceptEncoding, "identity");
    public static readonly Refusal BodyTooLarge = new(StatusCodes.Status413PayloadTooLarge, "body_too_large") { LeavesBody = true };
    public static readonly Refusal BodyTooSlow = new(StatusCodes.Status408RequestTimeout, "body_too_slow") { LeavesBody = true };
    public static readonly Refusal BodyBroken = new(StatusCodes.Status400BadRequest, "body_broken");
    public static readonly Refusal BodyUnreadable = new(StatusCodes.Status400BadRequest, "body_unreadable") { IsGenuine = true };

    public static readonly Refusal[] All =
    [
        MethodNotAllowed,
        SignatureMissing,
        SignatureRepeated,
        SignatureMalformed,
        SignatureMismatch,
        BodyRewritten,
        AlgorithmMissing,
        AlgorithmNotSupported,
        BodyEmpty,
        KeysUnavailable,
        BuffersFull,
        BodyEncoded,
        BodyTooLarge,
        BodyTooSlow,
        BodyBroken,
        BodyUnreadable,
    ];

    // Whether the rest of a partly read body is left unread.
    public bool LeavesBody { get; private init; }

    // Whether the request was signed with one of the keys, so that only ScreenMeet can have sent it.
    public bool IsGenuine { get; private init; }

    // Advice to the developer, which is added to the log line.
    public string Hint { get; init; } = "";

    private static Refusal Unauthorized(string reason) => new(StatusCodes.Status401Unauthorized, reason, HeaderNames.WWWAuthenticate, "ScreenMeet-Signature");

    private static Refusal Unavailable(string reason) => new(StatusCodes.Status503ServiceUnavailable, reason, HeaderNames.RetryAfter, RetryAfter);
}
