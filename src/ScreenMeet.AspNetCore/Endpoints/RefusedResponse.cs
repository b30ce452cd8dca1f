using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ScreenMeet.AspNetCore;

// The response to a refused request. Its status cannot be changed, because middleware in front may redirect every 401 or wrap
// every response in a 200, and a sender must never mistake a refusal for success.
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
