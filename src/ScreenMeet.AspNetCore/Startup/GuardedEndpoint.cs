namespace ScreenMeet.AspNetCore;

// The metadata of an endpoint outside MVC whose handler does not run without a verified delivery, wherever the middleware is.
internal sealed class GuardedEndpoint
{
    public static readonly GuardedEndpoint Instance = new();

    private GuardedEndpoint()
    {
    }
}
