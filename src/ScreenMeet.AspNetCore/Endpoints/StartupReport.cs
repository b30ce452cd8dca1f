using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ScreenMeet.AspNetCore;

// What is said at start about an application that starts.
internal sealed partial class StartupReport(ILogger logger)
{
    public void Write(IReadOnlyCollection<Endpoint> webhooks, IReadOnlySet<string> registeredNames, IEnumerable<string> namesWithoutEndpoints, bool hasMiddleware)
    {
        foreach (var endpoint in webhooks)
        {
            WriteReceiving(endpoint);
            var silenced = SilencedPolicies.On(endpoint);
            if (silenced.Count > 0)
            {
                Log.PolicySilenced(logger, endpoint.DisplayName, string.Join(", ", silenced));
            }
        }

        var receivedNames = webhooks.Select(NameOf).Concat(namesWithoutEndpoints).ToHashSet();
        foreach (var name in registeredNames.Except(receivedNames))
        {
            Log.NothingReceives(logger, WebhookOptionsRules.Webhook(name), name.Length == 0 ? "[ScreenMeetWebhook]" : $"[ScreenMeetWebhook(\"{name}\")]");
        }

        if (!hasMiddleware && receivedNames.Count > 0)
        {
            Log.MiddlewareMissing(logger);
        }
    }

    private void WriteReceiving(Endpoint endpoint)
    {
        // An endpoint without a route is there for dynamic routes.
        if (endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern })
        {
            var action = endpoint.Metadata.GetMetadata<ControllerActionDescriptor>();
            var receiver = action is null ? "" : $" ({CSharpName.Of(action.ControllerTypeInfo)}.{action.MethodInfo.Name})";
            Log.Receiving(logger, WebhookOptionsRules.Webhook(NameOf(endpoint)), $"POST /{pattern.TrimStart('/')}", receiver);
        }
    }

    private static string NameOf(Endpoint webhook) => ScreenMeetWebhookAttribute.InForceOn(webhook)!.Name;

    private static partial class Log
    {
        [LoggerMessage(8, LogLevel.Information, "Receives {Webhook} at {Route}{Receiver}.", EventName = "Receiving")]
        public static partial void Receiving(ILogger logger, string webhook, string route, string receiver);

        [LoggerMessage(9, LogLevel.Information, "UseScreenMeetWebhooks() is not in the pipeline: each marked endpoint verifies its requests itself, when the middleware in front of it has seen them. Call app.UseScreenMeetWebhooks() after app.UseRouting(), where that is called, to verify them earlier.", EventName = "MiddlewareMissing")]
        public static partial void MiddlewareMissing(ILogger logger);

        [LoggerMessage(13, LogLevel.Warning, "Nothing receives {Webhook}, which is registered: no endpoint is marked with it. Mark an action with {Attribute}, or call RequireScreenMeetSignature or MapScreenMeetWebhook with its name.", EventName = "NothingReceives")]
        public static partial void NothingReceives(ILogger logger, string webhook, string attribute);

        [LoggerMessage(14, LogLevel.Warning, "The endpoint '{Endpoint}' is a ScreenMeet webhook, so its signature replaces authentication: {Requirements} in force around it are not evaluated for it. Add [AllowAnonymous] to it if that is intended.", EventName = "PolicySilenced")]
        public static partial void PolicySilenced(ILogger logger, string? endpoint, string requirements);
    }
}
