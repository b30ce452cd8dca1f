namespace ScreenMeet.AspNetCore.Diagnostics;

// What to do about a request that was refused, or answered by something else.
internal static class Hints
{
    public const string Verify = "screenmeet verify";

    private const string Unknown = "The README of ScreenMeet.AspNetCore lists the reasons, and what to do.";

    private static readonly Dictionary<string, string> s_byReason = new(StringComparer.Ordinal)
    {
        ["method_not_allowed"] = "The request was not a POST. A browser that opens the URL causes this, and so does a redirect that turns a POST into a GET: in the console, enter the URL to which the redirects lead.",
        ["signature_missing"] = "The request had no x-signature header, so it was probably not from ScreenMeet. If every delivery is refused for this reason, a proxy in front removes the header.",
        ["signature_repeated"] = "The x-signature header arrived more than once. Look for a proxy in front that adds or copies headers.",
        ["signature_malformed"] = $"The signature was neither 64 hex digits nor base64 of 32 bytes. If ScreenMeet sent it, the way in which it signs has changed: save a delivery, and run {Verify}.",
        ["signature_mismatch"] = $"The signature matches none of the keys in use. Either the key was reset or belongs to another organization, or something in front changes the body. Compare the key with the console (Organization → Integration Signing Key → Show). If it is the same, save the body of a delivery and run {Verify}, which says what was changed.",
        ["body_rewritten"] = "The delivery is genuine, but something in front, such as a proxy, reads its JSON and writes it again, so the signature no longer matches. It must pass the body on unchanged.",
        ["algorithm_missing"] = "The request had no x-signature-algo header. If every delivery is refused for this reason, a proxy in front removes the header.",
        ["algorithm_not_supported"] = "The x-signature-algo header was not sha256. If ScreenMeet sent it, the way in which it signs has changed: look for a newer version of this package.",
        ["body_encoded"] = "Something in front compresses the body, so it is not what ScreenMeet signed. Call UseRequestDecompression() before UseScreenMeetWebhooks().",
        ["keys_unavailable"] = "There was no key for this request: the key provider returned none, or threw an exception, which the log names.",
        ["body_too_large"] = "The body was larger than MaxBodySize. If ScreenMeet sent it, raise that option.",
        ["body_too_slow"] = "The body was not complete within BodyTimeout. If genuine deliveries are refused for this reason, the connection in front is slow: raise that option.",
        ["buffers_full"] = "The bodies that are still arriving hold MaxBufferedBytes together, and this one had waited longest. Raise MaxBufferedBytes, or lower BodyTimeout.",
        ["body_broken"] = "The body ended early, or its framing or compression was broken. If every delivery is refused for this reason, a middleware has completed Request.BodyReader or disposed Request.Body: create a StreamReader with leaveOpen: true.",
        ["body_empty"] = "The body was empty, although it was signed. A middleware has probably read it: call UseScreenMeetWebhooks() before that one, or call Request.EnableBuffering() before the body is read.",
        ["body_unreadable"] = "The delivery is genuine, but it is not a JSON array of at most 10,000 events. ScreenMeet may have changed its format: look for a newer version of this package. The log has an Error that says where reading stopped.",
    };

    public static IEnumerable<string> Reasons => s_byReason.Keys;

    public static string ForReason(string reason) => s_byReason.GetValueOrDefault(reason, Unknown);

    public static string ForAnswer(int statusCode) => statusCode switch
    {
        404 or 410 => "No endpoint has this path. Compare it with the URL above, and correct the URL in the console.",
        301 or 302 or 303 or 307 or 308 => "Something redirects, for example UseHttpsRedirection() behind a proxy, or a login page. Call UseForwardedHeaders(), or enter the URL to which the redirects lead in the console.",
        401 or 403 => "A middleware of the application, such as a check of an API key, answers before the webhook. Exclude the path of the webhook from it.",
        405 => "The endpoint with this path does not take a POST. Compare the path with the URL above.",
        429 => "A rate limiter of the application refused the request. Put [DisableRateLimiting] on the action, or call DisableRateLimiting() on the endpoint.",
        >= 500 => "The application failed before the webhook was reached. Read the exception in the log.",
        >= 400 => "Another endpoint or a middleware answered. Log Microsoft.AspNetCore at Information to see which.",
        _ => "Another endpoint answered, such as a fallback for a single-page application, so the sender takes the delivery for received. Compare the path with the URL above.",
    };

    public static string ForFailedAnswer(int statusCode) => statusCode switch
    {
        >= 500 => "Your code fails, so the delivery may be lost. Read the exception in the log.",
        >= 400 => "Your code answers with an error. Answer 200 when a delivery is received, because ScreenMeet does not say whether it sends one again.",
        _ => "Your code does not answer 2xx, so ScreenMeet may take the delivery for lost. Answer 200 when a delivery is received.",
    };
}
