using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Diagnostics;

// Records, in front of the whole pipeline, what the application answers: to a delivery that was accepted, and to a signed request that
// did not reach a webhook, for example because the URL in the console is wrong.
internal sealed class HistoryStartupFilter(RequestHistory history) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(inner => context => history.IsOn && HttpMethods.IsPost(context.Request.Method) ? InvokeAsync(context, inner) : inner(context));
        next(app);
    };

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var observed = ObservedRequest.Begin();
        var path = context.Request.PathBase + context.Request.Path;
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            // The server answers in place of the application.
            Record(context, observed, path, context.Response.HasStarted ? context.Response.StatusCode : StatusCodes.Status500InternalServerError, exception);
            throw;
        }

        Record(context, observed, path, context.Response.StatusCode, context.Features.Get<IExceptionHandlerFeature>()?.Error);
    }

    private void Record(HttpContext context, ObservedRequest observed, PathString path, int statusCode, Exception? exception)
    {
        // A client that has disconnected gets no answer.
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (observed.Accepted is { } accepted)
        {
            history.AddAnswer(accepted, new(statusCode, exception?.GetType().FullName));
        }
        else if (!observed.IsRefused && context.Request.Headers.ContainsKey(ScreenMeetSignature.HeaderName))
        {
            history.AddStray(path.Value ?? "", statusCode);
        }
    }
}
