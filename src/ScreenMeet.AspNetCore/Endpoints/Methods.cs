using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ScreenMeet.AspNetCore;

internal static class Methods
{
    // Whether the endpoint accepts only GET and HEAD.
    public static bool AreGet(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
        && methods.All(static method => HttpMethods.IsGet(method) || HttpMethods.IsHead(method));
}
