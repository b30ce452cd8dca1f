using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ScreenMeet.AspNetCore;

// Measures and traces how the application's code handles one delivery.
internal sealed class Handling : IDisposable
{
    private readonly HttpContext _context;
    private readonly WebhookMetrics _metrics;
    private readonly string _webhookName;
    private readonly Handling? _outer;
    private readonly Activity? _activity;
    private readonly long _started;
    private Exception? _exception;

    private Handling(HttpContext context, WebhookMetrics metrics, string webhookName)
    {
        _context = context;
        _metrics = metrics;
        _webhookName = webhookName;
        _outer = Of(context);
        _activity = WebhookActivities.StartHandling(webhookName);
        _started = metrics.GetTimestamp();
    }

    public static bool IsObserved(HttpContext context) =>
        WebhookActivities.AreListenedTo || context.Features.Get<VerifiedDelivery>() is { Metrics.MeasuresHandling: true };

    // Returns the innermost one, because the code may call another endpoint within the request.
    public static Handling? Of(HttpContext context) => context.Features.Get<Handling>();

    // Its activity becomes the current one in the calling method.
    public static Handling Begin(HttpContext context)
    {
        var verified = context.Features.GetRequiredFeature<VerifiedDelivery>();
        var handling = new Handling(context, verified.Metrics, verified.Delivery.WebhookName);
        context.Features.Set(handling);
        return handling;
    }

    public static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        using var handling = Begin(context);
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            handling.Fail(exception);
            throw;
        }
    }

    public static async ValueTask<object?> RunAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        using var handling = Begin(invocation.HttpContext);
        try
        {
            return await next(invocation);
        }
        catch (Exception exception)
        {
            handling.Fail(exception);
            throw;
        }
    }

    public void Fail(Exception exception)
    {
        _exception = exception;
        WebhookActivities.Fail(_activity, exception);
    }

    public void Dispose()
    {
        _context.Features.Set(_outer);
        var errorType = _exception?.GetType().FullName ?? ErrorTypeOf(_context.Response.StatusCode);
        if (_metrics.MeasuresHandling)
        {
            _metrics.Handled(_webhookName, _started, errorType);
        }

        if (_exception is null && errorType is not null)
        {
            WebhookActivities.Fail(_activity, errorType);
        }

        _activity?.Dispose();
    }

    // Code can also fail by answering so, as the inbox does when its database is not available.
    private static string? ErrorTypeOf(int statusCode) =>
        statusCode >= StatusCodes.Status500InternalServerError ? statusCode.ToString(CultureInfo.InvariantCulture) : null;
}
