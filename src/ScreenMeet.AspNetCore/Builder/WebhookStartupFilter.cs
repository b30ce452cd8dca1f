using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ScreenMeet.AspNetCore;

// Checks the endpoints after the pipeline is built and before the server starts.
internal sealed class WebhookStartupFilter(ILogger<WebhookStartupFilter> logger) : IStartupFilter
{
    public bool HasMiddleware { get; set; }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);

        // Routing builds its own endpoints at the first request and does not expose them, so this list is built from the
        // same sources once more. Links and API descriptions use the same list, so it is built only once.
        var services = app.ApplicationServices;
        var endpoints = (services.GetService(typeof(EndpointDataSource)) as EndpointDataSource)?.Endpoints ?? [];
        var names = services.GetRequiredService<ScreenMeetWebhookRegistry>().Names.ToHashSet();
        var reach = new ActionReach(services);
        string[] mistakes =
        [
            .. endpoints.SelectMany(new EndpointCheck(names, services).FindMistakes)
                .Concat(reach.FindMistakes(endpoints))
                .Distinct(),
        ];
        if (mistakes.Length > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, mistakes));
        }

        var optionsSource = services.GetRequiredService<WebhookOptionsSource>();
        foreach (var name in names)
        {
            optionsSource.Start(name);
        }

        services.GetRequiredService<WebhookMetrics>().Start();

        var webhooks = endpoints.Where(static endpoint => ScreenMeetWebhookAttribute.InForceOn(endpoint) is not null).ToArray();
        new StartupReport(logger).Write(webhooks, names, reach.NamesWithoutEndpoints, HasMiddleware);
    };
}
