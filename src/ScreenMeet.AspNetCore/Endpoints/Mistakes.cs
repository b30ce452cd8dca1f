namespace ScreenMeet.AspNetCore;

// The mistakes of developers, one method each. A message says what is wrong, then what to do. The README lists the ids, and an
// id is never reused for another mistake. The analyzers compile this file too, so it knows types only by their names in C#.
internal static class Mistakes
{
    private const string Console = "the ScreenMeet console (Organization → Integration Signing Key → Show → Copy)";

    private const string BoundTypes =
        "ScreenMeetEvent[], List<ScreenMeetEvent>, one of its interfaces (IReadOnlyList, IReadOnlyCollection, IEnumerable, IList, ICollection) or ScreenMeetDelivery";

    public static string SigningKeyMissing(string webhook, string whereItWasLookedFor, string whereToSetIt) =>
        $"SM0001: SigningKey of {webhook} is missing. {whereItWasLookedFor} Copy the key from {Console} and set {whereToSetIt}.";

    public static string ServicesMissing() =>
        "SM0002: UseScreenMeetWebhooks() needs services that are not registered. Call services.AddScreenMeetWebhooks(…) where the services are configured.";

    public static string WebhookUnknown(string? endpoint, string webhook, IReadOnlyCollection<string> registeredNames) =>
        $"SM0003: The endpoint '{endpoint}' is marked as the receiver of {webhook}, which is not registered. "
        + $"Call services.AddScreenMeetWebhooks(…) for it{(registeredNames.Count > 0 ? $", or mark the endpoint with a registered webhook: {List(registeredNames)}" : "")}.";

    public static string HandlerMissing(string pattern, string webhook) =>
        $"SM0004: MapScreenMeetWebhook(\"{pattern}\") maps {webhook}, which has no handler. Call AddHandler<T>() on the builder that AddScreenMeetWebhooks(…) returns for it.";

    public static string ActionUnmarked(string? action, string parameter) =>
        $"SM0005: The action '{action}' takes ScreenMeet events in '{parameter}', but is not marked as their receiver. Put [ScreenMeetWebhook] on it.";

    public static string HandlerUnmarked(string? endpoint, string? parameter) =>
        $"SM0006: The endpoint '{endpoint}' takes ScreenMeet events in '{parameter}', which would be read from requests that are not verified. Take a ScreenMeetDelivery instead, without an attribute.";

    public static string NotBoundByAction(string? action, string parameter, string type) =>
        $"SM0007: The action '{action}' takes ScreenMeet events in '{parameter}', whose type {type} cannot be bound. Take {BoundTypes}.";

    public static string NotBoundByHandler(string? endpoint, string? parameter, string type) =>
        $"SM0008: The endpoint '{endpoint}' takes ScreenMeet events in '{parameter}', whose type {type} cannot be bound by minimal APIs. Take a ScreenMeetDelivery instead.";

    public static string SeveralWebhooks(string? endpoint, IEnumerable<string> names) =>
        $"SM0009: The endpoint '{endpoint}' is marked as the receiver of several ScreenMeet webhooks ({List(names)}). Keep only one mark, [ScreenMeetWebhook] or RequireScreenMeetSignature(), on it and its groups.";

    public static string StandsForOthers(string? endpoint) =>
        $"SM0010: The endpoint '{endpoint}' is marked as a ScreenMeet webhook, but only leads to other endpoints (a page, a fallback to an action, a dynamic route), which are not marked. Put [ScreenMeetWebhook] on an action with a route of its own.";

    public static string DeliveryFromElsewhere(string? endpoint, string? parameter) =>
        $"SM0011: The endpoint '{endpoint}' takes a ScreenMeetDelivery in '{parameter}', which has an attribute that binds it from elsewhere. Remove the attribute.";

    public static string AttributeOutsideMvc(string? endpoint) =>
        $"SM0012: The endpoint '{endpoint}' has [ScreenMeetWebhook], which guards only MVC actions. Call RequireScreenMeetSignature() on the endpoint instead, or take a ScreenMeetDelivery.";

    public static string AttributeAsMetadata(string? endpoint) =>
        $"SM0013: The endpoint '{endpoint}' has [ScreenMeetWebhook] as metadata, which does not guard its action. Put it on the action, or call RequireScreenMeetSignature() on the endpoint.";

    public static string RouteUnmarked(string? action, string? pattern) =>
        $"SM0014: The action '{action}' is marked as a ScreenMeet webhook on one of its routes, but not on '{pattern}'. Put [ScreenMeetWebhook] on the action, or remove its other routes.";

    public static string PlainTextShutOut(string? endpoint) =>
        $"SM0015: The endpoint '{endpoint}' is marked as a ScreenMeet webhook, but its [Consumes] or Accepts(…) excludes text/plain, which ScreenMeet sends. Remove it, or include text/plain.";

    public static string AntiforgeryRequired(string? endpoint) =>
        $"SM0016: The endpoint '{endpoint}' is marked as a ScreenMeet webhook, but requires an antiforgery token, which ScreenMeet cannot send. Call DisableAntiforgery() on it.";

    public static string ParameterUnfilled(string? action, string parameter, string type, string remedy) =>
        $"SM0017: '{action}' is marked as a ScreenMeet webhook, but nothing fills its parameter or property '{parameter}' of type {type}, because MVC and minimal APIs do not read text/plain. "
        + $"Take `ScreenMeetDelivery delivery` and read `{remedy}`, or use an attribute such as [FromQuery] to say where else in the request the value is.";

    public static string AsyncVoid(string? action) =>
        $"SM0018: '{action}' is marked as a ScreenMeet webhook, but is async void, so it answers before it has finished, and its exceptions end the process. Return a Task.";

    public static string PolicyOnAction(string? action, IEnumerable<string> requirements) =>
        $"SM0019: The action '{action}' has [Authorize] with {string.Join(", ", requirements)}, which would never be evaluated because the ScreenMeet signature replaces authentication. Remove it from the action, or add [AllowAnonymous] if the signature is enough.";

    public static string ActionUnreachable(string? action) =>
        $"SM0020: The action '{action}' is marked as a ScreenMeet webhook, but no endpoint leads to it. Call app.MapControllers(), or map a route to it.";

    public static string OutputCached(string? endpoint) =>
        $"SM0021: The endpoint '{endpoint}' is marked as a ScreenMeet webhook, but an output cache policy of its own could answer a delivery from the cache. Remove [OutputCache] or CacheOutput(…) from it, or set NoStore = true in the attribute.";

    public static string PageMarked(string page, string handler) =>
        $"SM0022: The page '{page}' has [ScreenMeetWebhook] on its handler {handler}, where it guards nothing. Put it on an action of a controller, or call MapScreenMeetWebhook.";

    public static string PageWithEvents(string page, string parameter) =>
        $"SM0023: The page '{page}' takes ScreenMeet events in '{parameter}', which would be read from requests that are not verified. Take them in an action that is marked with [ScreenMeetWebhook].";

    public static string BodyUnmarked(string? endpoint, string type) =>
        $"SM0024: The endpoint '{endpoint}' reads ScreenMeet events (as {type}) from the body of requests that are not verified. Receive the events with a ScreenMeetDelivery or a marked action, and let the endpoint read a type without events.";

    public static string BuilderWithoutFinally(string builder) =>
        $"SM0025: RequireScreenMeetSignature() cannot guard the endpoints of a {builder}, because that builder does not implement Finally. Map them in a guarded group: app.MapGroup(\"\").RequireScreenMeetSignature().";

    // This mistake is found only when a request arrives.
    public static string EventsUnverified(string type) =>
        $"SM0026: {type} is not read from a request, because ScreenMeet events are created only from verified deliveries. Take {BoundTypes} in an action that is marked with [ScreenMeetWebhook], or a ScreenMeetDelivery in a minimal API.";

    public static string SeveralDeliveryHandlers(string webhook, string first, string second) =>
        $"SM0027: {Capitalize(webhook)} has two delivery handlers, {first} and {second}. Call AddDeliveryHandler<T>() only once for it.";

    public static string SeveralKeyProviders(string webhook, string first, string second) =>
        $"SM0028: {Capitalize(webhook)} has two signing key providers, {first} and {second}. Call AddSigningKeyProvider<T>() only once for it.";

    public static string MarkByType(string? action) =>
        $"SM0029: The action '{action}' gets ScreenMeetWebhookAttribute from [TypeFilter], [ServiceFilter], Filters.Add<T>() or Filters.AddService<T>(), which do not mark its endpoint. Put [ScreenMeetWebhook] on it.";

    // This mistake is found only when the health check runs.
    public static string HealthCheckWithoutWebhook() =>
        "SM0030: There is a health check of ScreenMeet webhooks, but no webhook is registered. Call services.AddScreenMeetWebhooks(…) where the services are configured.";

    public static string Webhook(string? name) => string.IsNullOrEmpty(name) ? "the ScreenMeet webhook" : $"the ScreenMeet webhook '{name}'";

    public static string Capitalize(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence.Substring(1);

    private static string List(IEnumerable<string> webhookNames) =>
        string.Join(", ", webhookNames.Select(static name => name.Length == 0 ? "the unnamed one" : $"\"{name}\""));
}
