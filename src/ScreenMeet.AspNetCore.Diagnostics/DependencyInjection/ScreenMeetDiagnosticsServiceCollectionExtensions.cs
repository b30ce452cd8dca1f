using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScreenMeet.AspNetCore;
using ScreenMeet.AspNetCore.Diagnostics;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the page for developers.</summary>
public static class ScreenMeetDiagnosticsServiceCollectionExtensions
{
    /// <summary>
    /// Registers what records requests to ScreenMeet webhooks for the page that <c>app.MapScreenMeetDiagnostics(…)</c> maps. Nothing is
    /// recorded in an application that does not map the page.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <remarks>
    /// The last 50 accepted deliveries, the last 50 refused requests and at most 8 MiB of accepted bodies are kept in memory until the
    /// process ends.
    /// </remarks>
    public static IServiceCollection AddScreenMeetDiagnostics(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LiveUpdates>();
        services.TryAddSingleton<RequestHistory>();
        services.TryAddSingleton<WebhookReports>();
        services.TryAddSingleton<DiagnosticsPages>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ScreenMeetDeliveryObserver, HistoryObserver>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, HistoryStartupFilter>());
        return services;
    }
}
