using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ScreenMeet.AspNetCore;

// Logs what the application receives, once its endpoints have passed all checks.
internal sealed class StartupReport(ILogger logger)
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
            Log.NothingReceives(logger, Mistakes.Webhook(name), name.Length == 0 ? "[ScreenMeetWebhook]" : $"[ScreenMeetWebhook(\"{name}\")]");
        }

        if (!hasMiddleware && receivedNames.Count > 0)
        {
            Log.MiddlewareMissing(logger);
        }
    }

    private void WriteReceiving(Endpoint endpoint)
    {
        // An endpoint without a route exists only for dynamic routes.
        if (endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern })
        {
            var action = endpoint.Metadata.GetMetadata<ControllerActionDescriptor>();
            var receiver = action is null ? "" : $" ({CSharpName.Of(action.ControllerTypeInfo)}.{action.MethodInfo.Name})";
            Log.Receiving(logger, Mistakes.Webhook(NameOf(endpoint)), $"POST /{pattern.TrimStart('/')}", receiver);
        }
    }

    private static string NameOf(Endpoint webhook) => ScreenMeetWebhookAttribute.InForceOn(webhook)!.Name;
}
