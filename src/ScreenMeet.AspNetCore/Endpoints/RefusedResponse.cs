using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ScreenMeet.AspNetCore;

// The response to a request that was refused. Its status cannot be changed any more: what stands in front in the pipeline may
// redirect each 401, or wrap each response into a 200, and a sender must never take a refusal for a receipt.
internal sealed class RefusedResponse(IHttpResponseFeature response, int statusCode) : IHttpResponseFeature
{
    public int StatusCode
    {
        get => statusCode;
        set
        {
        }
    }

    public string? ReasonPhrase
    {
        get => response.ReasonPhrase;
        set
        {
        }
    }

    public IHeaderDictionary Headers
    {
        get => response.Headers;
        set => response.Headers = value;
    }

    [Obsolete("Required by the interface.")]
    public Stream Body
    {
        get => response.Body;
        set => response.Body = value;
    }

    public bool HasStarted => response.HasStarted;

    public void OnStarting(Func<object, Task> callback, object state) => response.OnStarting(callback, state);

    public void OnCompleted(Func<object, Task> callback, object state) => response.OnCompleted(callback, state);
}
