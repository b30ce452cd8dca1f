using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace ScreenMeet.AspNetCore;

// The guard of one endpoint outside MVC, kept in the endpoint's metadata. The handler runs only with a delivery that was
// verified for this very endpoint, wherever the middleware is and however the handler is called.
internal sealed class GuardedEndpoint : IAntiforgeryMetadata
{
    private string _webhookName = "";
    private bool _isWrapped;

    // ScreenMeet cannot send an antiforgery token.
    bool IAntiforgeryMetadata.RequiresValidation => false;

    // Returns the endpoint's guard, and adds one if it has none yet.
    public static GuardedEndpoint Of(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<GuardedEndpoint>().FirstOrDefault() is { } guard)
        {
            return guard;
        }

        guard = new();
        endpoint.Metadata.Add(guard);
        return guard;
    }

    // Returns the receiver that a delivery is verified for: the endpoint's action, which MVC may run for several endpoints, or its guard.
    public static object ReceiverOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ActionDescriptor>() ?? endpoint.Metadata.GetMetadata<GuardedEndpoint>() ?? (object)endpoint;

    // Wraps the whole handler, because binding and the endpoint filters of groups run before anything that a parameter or a
    // filter could do. Returns false if there is no handler yet.
    public bool Wrap(EndpointBuilder endpoint, string webhookName)
    {
        _webhookName = webhookName;
        if (_isWrapped || endpoint.RequestDelegate is not { } next)
        {
            return _isWrapped;
        }

        // MVC collects metadata from parameters too, but its actions are guarded by filters.
        var isAction = new Lazy<bool>(() => endpoint.Metadata.OfType<ActionDescriptor>().Any());
        endpoint.RequestDelegate = context => isAction.Value ? next(context) : InvokeAsync(context, next);
        return _isWrapped = true;
    }

    // Guards a handler that could not be wrapped. Binding the ScreenMeetDelivery makes the guard verify the request, and this filter
    // keeps the handler from running if the guard has refused it. If the handler is called during another endpoint's request, it was
    // bound to that one's delivery.
    public EndpointFilterDelegate Filter(EndpointFilterDelegate next) => async invocation =>
    {
        if (await RequireAsync(invocation.HttpContext) is not { } delivery)
        {
            return Results.Empty;
        }

        for (var i = 0; i < invocation.Arguments.Count; i++)
        {
            if (invocation.Arguments[i] is ScreenMeetDelivery)
            {
                invocation.Arguments[i] = delivery;
            }
        }

        return await HandleAsync(invocation, next);
    };

    public ValueTask<ScreenMeetDelivery?> RequireAsync(HttpContext context) => DeliveryGuard.RequireAsync(context, this, NameIn(context));

    // A handler can be called during another endpoint's request, whose marks are not its own.
    private string NameIn(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        return ReferenceEquals(endpoint?.Metadata.GetMetadata<GuardedEndpoint>(), this)
            ? ScreenMeetWebhookAttribute.InForceOn(endpoint)!.Name
            : _webhookName;
    }

    private Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var requiring = RequireAsync(context);
        if (!requiring.IsCompletedSuccessfully)
        {
            return AwaitAsync(requiring, context, next);
        }

        return requiring.Result is null ? Task.CompletedTask : HandleAsync(context, next);
    }

    private static async Task AwaitAsync(ValueTask<ScreenMeetDelivery?> requiring, HttpContext context, RequestDelegate next)
    {
        if (await requiring is not null)
        {
            await HandleAsync(context, next);
        }
    }

    private static Task HandleAsync(HttpContext context, RequestDelegate next) =>
        Handling.IsObserved(context) ? Handling.RunAsync(context, next) : next(context);

    private static ValueTask<object?> HandleAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        Handling.IsObserved(invocation.HttpContext) ? Handling.RunAsync(invocation, next) : next(invocation);
}
