using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace ScreenMeet.AspNetCore.Diagnostics;

// The URL of a webhook's endpoint, as it is entered in the console. It assumes that the webhook is reached as the page is.
internal static class WebhookUrl
{
    private static readonly string[] s_privateSuffixes = [".local", ".internal", ".lan"];

    private static readonly IPNetwork[] s_privateNetworks =
        [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("169.254.0.0/16")];

    public static EndpointReport Of(RouteEndpoint endpoint, HttpRequest request)
    {
        var host = endpoint.Metadata.GetMetadata<IHostMetadata>()?.Hosts.FirstOrDefault(static host => !host.Contains('*', StringComparison.Ordinal)) is { } own
            ? new HostString(own)
            : request.Host;
        var action = endpoint.Metadata.GetMetadata<ControllerActionDescriptor>();
        return new(
            $"{request.Scheme}://{host.ToUriComponent()}{request.PathBase.ToUriComponent()}/{PathOf(endpoint.RoutePattern)}",
            action is null ? null : $"{action.ControllerTypeInfo.Name}.{action.MethodInfo.Name}",
            [.. FindObstacles(endpoint, request.Scheme, host.Host)]);
    }

    private static IEnumerable<string> FindObstacles(RouteEndpoint endpoint, string scheme, string host)
    {
        if (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: { Count: > 0 } methods } && !methods.Contains(HttpMethods.Post, StringComparer.OrdinalIgnoreCase))
        {
            yield return "It does not take a POST, which is what ScreenMeet sends.";
        }

        if (IsPrivate(host))
        {
            yield return "Only this machine or its network can reach it, but ScreenMeet posts to public https URLs. The screenmeet tool posts to this one.";
        }
        else if (!scheme.Equals("https", StringComparison.OrdinalIgnoreCase))
        {
            yield return "ScreenMeet posts only to https URLs. If a proxy in front terminates TLS, call UseForwardedHeaders() so that the application knows the URL.";
        }

        if (endpoint.RoutePattern.Parameters.Any(parameter => PartOf(parameter, endpoint.RoutePattern).StartsWith('{')))
        {
            yield return "Replace what is in braces.";
        }
    }

    // An action that a conventional route leads to has the values that the route requires.
    private static string PathOf(RoutePattern pattern) =>
        string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => PartOf(part, pattern)))).Where(static segment => segment.Length > 0));

    private static string PartOf(RoutePatternPart part, RoutePattern pattern) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter when pattern.RequiredValues.TryGetValue(parameter.Name, out var value) && value is string { Length: > 0 } required => required,
        RoutePatternParameterPart { IsOptional: true } => "",
        RoutePatternParameterPart { Default: not null } => "",
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        _ => "",
    };

    private static bool IsPrivate(string host)
    {
        if (!IPAddress.TryParse(host, out var address))
        {
            return PageGuard.IsLocal(host) || !host.Contains('.', StringComparison.Ordinal) || s_privateSuffixes.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
        }

        return IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || s_privateNetworks.Any(network => network.Contains(address));
    }
}
