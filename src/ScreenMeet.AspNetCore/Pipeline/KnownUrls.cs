using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ScreenMeet.AspNetCore;

// The URLs of one webhook to which deliveries have been accepted. A key provider may choose the key by the URL, which is all that a
// tenant can enter in the console. So only of these URLs it is certain that a stranger did not make them up.
internal sealed class KnownUrls
{
    // Only genuine deliveries add URLs, but a captured one can be sent again to URLs with any query.
    private const int MaxCount = 1000;

    // The hash of a string is different in each process, so nobody can choose a URL with the hash of another.
    private readonly ConcurrentDictionary<int, bool> _urls = new();
    private int _count;

    public void Add(HttpRequest request)
    {
        var url = HashOf(request);
        if (!_urls.ContainsKey(url) && Volatile.Read(ref _count) < MaxCount && _urls.TryAdd(url, true))
        {
            Interlocked.Increment(ref _count);
        }
    }

    // Until the first delivery, a route without parameters has to do.
    public bool Contains(HttpRequest request) => Volatile.Read(ref _count) == 0
        ? request.HttpContext.GetEndpoint() is RouteEndpoint { RoutePattern.Parameters.Count: 0 }
        : _urls.ContainsKey(HashOf(request));

    private static int HashOf(HttpRequest request) => HashCode.Combine(request.Host.Value, request.PathBase.Value, request.Path.Value, request.QueryString.Value);
}
