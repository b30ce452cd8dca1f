using Microsoft.Extensions.Logging;

namespace ScreenMeet.AspNetCore;

// All log lines, in the order of their ids, which are never reused for another line. They contain neither text from a request
// nor keys. The receiver uses the ids 1 to 19, the options 20 to 29. LogThrottles limits the lines that anybody can cause.
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Accepted a ScreenMeet delivery of {EventCount} events in {Size} bytes for '{Endpoint}'.", EventName = "DeliveryAccepted")]
    public static partial void Accepted(ILogger logger, string? endpoint, int eventCount, int size);

    [LoggerMessage(2, LogLevel.Warning, "Refused a request to '{Endpoint}' with {StatusCode}: {Reason}.{Hint}", EventName = "DeliveryRefused")]
    public static partial void Refused(ILogger logger, string? endpoint, int statusCode, string reason, string hint);

    [LoggerMessage(3, LogLevel.Information, "Accepted the first delivery of {Webhook} since the application started, at '{Endpoint}'. Each delivery is logged at Debug.", EventName = "FirstDeliveryAccepted")]
    public static partial void FirstAccepted(ILogger logger, string webhook, string? endpoint);

    [LoggerMessage(4, LogLevel.Error, "A ScreenMeet delivery to '{Endpoint}' is genuine, but its body is not a JSON array of at most 10,000 events. Reading stopped at byte {Offset} of {Size}. ScreenMeet may have changed its format.", EventName = "DeliveryUnreadable")]
    public static partial void Unreadable(ILogger logger, string? endpoint, int offset, int size);

    [LoggerMessage(5, LogLevel.Information, "A ScreenMeet delivery to '{Endpoint}' was signed with the previous signing key. Further deliveries with that key are not logged for an hour. Remove PreviousSigningKey a day after the reset.", EventName = "PreviousKeyUsed")]
    public static partial void PreviousKeyUsed(ILogger logger, string? endpoint);

    [LoggerMessage(6, LogLevel.Error, "The signing keys for '{Endpoint}' could not be retrieved: {Exception} was thrown in {Method}. Its message is not logged, because it may quote the request.", EventName = "KeyProviderFailed")]
    public static partial void KeyProviderFailed(ILogger logger, string? endpoint, Type exception, string method);

    [LoggerMessage(7, LogLevel.Warning, "The signing keys for '{Endpoint}' could not be retrieved before the client disconnected: {Exception} was thrown.", EventName = "KeyProviderCancelled")]
    public static partial void KeyProviderCancelled(ILogger logger, string? endpoint, Type exception);

    [LoggerMessage(8, LogLevel.Information, "Receiving {Webhook} at {Route}{Receiver}.", EventName = "Receiving")]
    public static partial void Receiving(ILogger logger, string webhook, string route, string receiver);

    [LoggerMessage(9, LogLevel.Information, "UseScreenMeetWebhooks() is not in the pipeline, so each marked endpoint verifies its requests itself, after other middleware has seen them. To verify them earlier, call app.UseScreenMeetWebhooks(), right after app.UseRouting() if you call that.", EventName = "MiddlewareMissing")]
    public static partial void MiddlewareMissing(ILogger logger);

    [LoggerMessage(13, LogLevel.Warning, "No endpoint receives {Webhook}, although it is registered. Mark an action with {Attribute}, or call RequireScreenMeetSignature or MapScreenMeetWebhook with its name.", EventName = "NothingReceives")]
    public static partial void NothingReceives(ILogger logger, string webhook, string attribute);

    [LoggerMessage(14, LogLevel.Warning, "The endpoint '{Endpoint}' is marked as a ScreenMeet webhook, so the signature replaces authentication, and these requirements are not evaluated: {Requirements}. Add [AllowAnonymous] to the endpoint if that is intended.", EventName = "PolicySilenced")]
    public static partial void PolicySilenced(ILogger logger, string? endpoint, string requirements);

    [LoggerMessage(15, LogLevel.Warning, "The signing keys for '{Endpoint}' took {Duration} to retrieve. A sender may not wait that long. Let the key provider cache them, and limit the time of its calls.", EventName = "KeyProviderSlow")]
    public static partial void KeyProviderSlow(ILogger logger, string? endpoint, TimeSpan duration);

    [LoggerMessage(16, LogLevel.Error, "The {Property} that the key provider returned for '{Endpoint}' is not used, because it {Fault}.", EventName = "ProvidedKeyUnusable")]
    public static partial void ProvidedKeyUnusable(ILogger logger, string property, string? endpoint, string fault);

    [LoggerMessage(17, LogLevel.Error, "The observer {Observer} threw {Exception}. The request is not affected.", EventName = "ObserverFailed")]
    public static partial void ObserverFailed(ILogger logger, Type observer, Type exception);

    [LoggerMessage(18, LogLevel.Warning, "Refused {Count} further requests to {Webhook} with {StatusCode}: {Reason}. They came after the last line with this reason.", EventName = "FurtherRefusals")]
    public static partial void FurtherRefusals(ILogger logger, long count, string webhook, int statusCode, string reason);

    // Its level is that of the lines.
    [LoggerMessage(EventId = 19, Message = "{Count} further lines {EventName} of {Webhook} were left out.", EventName = "LinesLeftOut")]
    public static partial void LeftOut(ILogger logger, LogLevel level, long count, string eventName, string webhook);

    [LoggerMessage(20, LogLevel.Critical, "The changed options of {Webhook} are not valid, so the previous options stay in use. If the application has separate options for each tenant, this tenant has no keys now. {Reason}", EventName = "ReloadRefused")]
    public static partial void ReloadRefused(ILogger logger, string webhook, string reason);

    [LoggerMessage(21, LogLevel.Warning, "{Property} of {Webhook} had white space around it, which was trimmed.", EventName = "KeyTrimmed")]
    public static partial void KeyTrimmed(ILogger logger, string property, string webhook);

    [LoggerMessage(22, LogLevel.Warning, "{Property} of {Webhook} has only {Length} characters. A key of fewer than {Expected} can be guessed, so check that the whole key was copied.", EventName = "KeyShort")]
    public static partial void KeyShort(ILogger logger, string property, string webhook, int length, int expected);
}
