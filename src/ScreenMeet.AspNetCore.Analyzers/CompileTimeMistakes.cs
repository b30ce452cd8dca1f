namespace ScreenMeet.AspNetCore.Analyzers;

// The mistakes that have no message at the start: there they are visible in their effect alone, or not at all. An id is never
// reused for another mistake.
internal static class CompileTimeMistakes
{
    public static string NotAnAction(string method) =>
        $"SM0050: The method '{method}' has [ScreenMeetWebhook], but is not an action of a controller, so the attribute guards nothing. Put it on an action, or call RequireScreenMeetSignature() on the endpoint.";

    public static string MiddlewareBeforeRouting() =>
        "SM0051: UseScreenMeetWebhooks() is called before UseRouting(), so it sees no endpoint and verifies nothing, which leaves every request to the guard of its endpoint. Call it right after UseRouting().";

    public static string PostShutOut(string endpoint, string methods) =>
        $"SM0052: The endpoint '{endpoint}' is marked as a ScreenMeet webhook, but accepts only {methods}, while ScreenMeet sends POST. Let it accept POST.";

    public static string KeyInCode() =>
        "SM0053: A signing key is in the source code, where everybody who can read the code can sign deliveries. Take it from configuration, such as user secrets, an environment variable or a key vault.";

    public static string EventTypeMisspelt(string eventType, string documented, string constant) =>
        $"SM0054: ScreenMeet documents no event type \"{eventType}\", but it documents \"{documented}\". Use ScreenMeetEventTypes.{constant} if that is meant.";

    public static string TransactionOfItsOwn(string handler, string call) =>
        $"SM0055: The handler '{handler}' calls {call}, but the inbox runs it in a transaction that also records that the event was handled. Leave the transaction to the inbox.";

    public static string FailureSwallowed(string handler) =>
        $"SM0056: The handler '{handler}' catches every exception of SaveChanges, so the inbox records an event as handled whose changes were not stored. Let the exception pass, so that the inbox tries the event again.";
}
