using Microsoft.Extensions.Logging;

namespace ScreenMeet.AspNetCore;

// What the receiver logs of requests. Nothing of a request's own text is in it, and no key.
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Debug, "Accepted a ScreenMeet delivery of {EventCount} events in {Size} bytes for '{Endpoint}'.", EventName = "DeliveryAccepted")]
    public static partial void Accepted(ILogger logger, string? endpoint, int eventCount, int size);

    [LoggerMessage(2, LogLevel.Warning, "Refused a request to '{Endpoint}' with {StatusCode}: {Reason}.{Hint}", EventName = "DeliveryRefused")]
    public static partial void Refused(ILogger logger, string? endpoint, int statusCode, string reason, string hint);

    [LoggerMessage(3, LogLevel.Information, "Accepted the first delivery of {Webhook} since the application started, at '{Endpoint}'. Each delivery is logged at Debug.", EventName = "FirstDeliveryAccepted")]
    public static partial void FirstAccepted(ILogger logger, string webhook, string? endpoint);

    [LoggerMessage(4, LogLevel.Error, "A ScreenMeet delivery to '{Endpoint}' is genuine, but not a JSON array of at most 10,000 events: reading stopped at byte {Offset} of {Size}. ScreenMeet may have changed its format.", EventName = "DeliveryUnreadable")]
    public static partial void Unreadable(ILogger logger, string? endpoint, int offset, int size);

    [LoggerMessage(5, LogLevel.Information, "A ScreenMeet delivery to '{Endpoint}' was signed with the previous signing key. Further ones are not logged for an hour. When this line stops appearing, remove PreviousSigningKey.", EventName = "PreviousKeyUsed")]
    public static partial void PreviousKeyUsed(ILogger logger, string? endpoint);

    [LoggerMessage(6, LogLevel.Error, "The signing keys for '{Endpoint}' could not be retrieved: {Exception} was thrown in {Method}. Its message is not logged, because it may quote the request. Further failures are not logged for a minute.", EventName = "KeyProviderFailed")]
    public static partial void KeyProviderFailed(ILogger logger, string? endpoint, Type exception, string method);

    [LoggerMessage(7, LogLevel.Warning, "The signing keys for '{Endpoint}' could not be retrieved before the client went away: {Exception} was thrown.", EventName = "KeyProviderCancelled")]
    public static partial void KeyProviderCancelled(ILogger logger, string? endpoint, Type exception);

    [LoggerMessage(16, LogLevel.Error, "The {Property} that the key provider returned for '{Endpoint}' is not used, because it {Fault}. Further ones are not logged for a minute.", EventName = "ProvidedKeyUnusable")]
    public static partial void ProvidedKeyUnusable(ILogger logger, string property, string? endpoint, string fault);
}
