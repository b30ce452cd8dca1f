using Microsoft.Extensions.DependencyInjection;
using ScreenMeet.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the verification of ScreenMeet webhooks to the pipeline.</summary>
public static class ScreenMeetWebhooksApplicationBuilderExtensions
{
    /// <summary>
    /// Verifies requests to endpoints that are marked as ScreenMeet webhooks, and refuses those that are not genuine deliveries.
    /// Requests to other endpoints pass unchanged.
    /// </summary>
    /// <param name="app">The application. Call this after <c>UseRouting</c>, if you call that, and before the endpoints.</param>
    /// <returns><paramref name="app"/>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddScreenMeetWebhooks</c> was not called.</exception>
    public static IApplicationBuilder UseScreenMeetWebhooks(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);

        var startup = app.ApplicationServices.GetService<WebhookStartupFilter>()
            ?? throw new InvalidOperationException(Mistakes.ServicesMissing());

        startup.HasMiddleware = true;
        return app.UseMiddleware<ScreenMeetWebhookMiddleware>();
    }
}
