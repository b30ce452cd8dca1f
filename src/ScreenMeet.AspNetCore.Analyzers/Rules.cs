using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ScreenMeet.AspNetCore.Analyzers;

// The ids below 50 are those of the checks at the start of an application, whose messages the rules share. The others exist at
// compile time alone.
public static class Rules
{
    private const string Category = "ScreenMeet";

    // The message of a mistake is complete.
    private const string Text = "{0}";

    public static readonly DiagnosticDescriptor WebhookUnknown = new(
        "SM0003", "No webhook with this name is registered", Text, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help("SM0003"));

    public static readonly DiagnosticDescriptor ActionUnmarked = new(
        "SM0005", "An action takes events, but is not marked", Text, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help("SM0005"));

    public static readonly DiagnosticDescriptor HandlerUnmarked = new(
        "SM0006", "A minimal API takes events that are not verified", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0006"));

    public static readonly DiagnosticDescriptor NotBoundByAction = new(
        "SM0007", "An action takes events as a type that is not bound", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0007"));

    public static readonly DiagnosticDescriptor NotBoundByHandler = new(
        "SM0008", "A marked minimal API takes events as a type that is not bound", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0008"));

    public static readonly DiagnosticDescriptor SeveralWebhooks = new(
        "SM0009", "An endpoint is marked with several webhooks", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0009"));

    public static readonly DiagnosticDescriptor DeliveryFromElsewhere = new(
        "SM0011", "A delivery is bound from elsewhere", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0011"));

    public static readonly DiagnosticDescriptor AttributeOutsideMvc = new(
        "SM0012", "[ScreenMeetWebhook] is on a minimal API", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0012"));

    public static readonly DiagnosticDescriptor AttributeAsMetadata = new(
        "SM0013", "[ScreenMeetWebhook] is added as metadata", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0013"));

    public static readonly DiagnosticDescriptor PlainTextShutOut = new(
        "SM0015", "A marked endpoint excludes text/plain", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0015"));

    public static readonly DiagnosticDescriptor AsyncVoid = new(
        "SM0018", "A receiver is async void", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0018"));

    public static readonly DiagnosticDescriptor PolicyOnAction = new(
        "SM0019", "A marked action has a policy that would never be evaluated", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0019"));

    public static readonly DiagnosticDescriptor OutputCached = new(
        "SM0021", "An output cache could answer a delivery", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0021"));

    public static readonly DiagnosticDescriptor PageMarked = new(
        "SM0022", "A Razor Page is marked", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0022"));

    public static readonly DiagnosticDescriptor PageWithEvents = new(
        "SM0023", "A Razor Page takes events", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0023"));

    public static readonly DiagnosticDescriptor MarkByType = new(
        "SM0029", "An action is marked by the type of the attribute", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0029"));

    public static readonly DiagnosticDescriptor NotAnAction = new(
        "SM0050", "[ScreenMeetWebhook] is on a method that is not an action", Text, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help("SM0050"));

    public static readonly DiagnosticDescriptor MiddlewareBeforeRouting = new(
        "SM0051", "UseScreenMeetWebhooks() is called before UseRouting()", Text, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help("SM0051"));

    public static readonly DiagnosticDescriptor PostShutOut = new(
        "SM0052", "A marked endpoint does not accept POST", Text, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help("SM0052"));

    public static readonly DiagnosticDescriptor KeyInCode = new(
        "SM0053", "A signing key is in the source code", Text, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help("SM0053"));

    public static readonly DiagnosticDescriptor EventTypeMisspelt = new(
        "SM0054", "An event type looks misspelt", Text, Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help("SM0054"));

    public static readonly DiagnosticDescriptor TransactionOfItsOwn = new(
        "SM0055", "A handler of the inbox uses a transaction of its own", Text, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help("SM0055"));

    public static readonly DiagnosticDescriptor FailureSwallowed = new(
        "SM0056", "A handler of the inbox swallows the failure of SaveChanges", Text, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help("SM0056"));

    private static readonly Dictionary<string, DiagnosticDescriptor> s_byId = typeof(Rules)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => (DiagnosticDescriptor)field.GetValue(null)!)
        .ToDictionary(static rule => rule.Id);

    // The message begins with the id of its rule.
    internal static Diagnostic Diagnose(string mistake, Location location, Location? additionalLocation = null, IEnumerable<string>? names = null)
    {
        var separator = mistake.IndexOf(": ", StringComparison.Ordinal);
        return Diagnostic.Create(
            s_byId[mistake.Substring(0, separator)],
            location,
            additionalLocation is null ? null : [additionalLocation],
            names is null ? null : ImmutableDictionary.CreateRange(names.Select(static name => new KeyValuePair<string, string?>(name, null))),
            mistake.Substring(separator + 2));
    }

    // The build writes the URL of the repository into the assembly, where it knows one.
    private static string? Help(string id) =>
        typeof(Rules).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(static metadata => metadata.Key == "RepositoryUrl")?.Value is { Length: > 0 } repository
            ? $"{repository.TrimEnd('/')}/blob/main/src/ScreenMeet.AspNetCore.Analyzers/README.md#{id.ToLowerInvariant()}"
            : null;
}
