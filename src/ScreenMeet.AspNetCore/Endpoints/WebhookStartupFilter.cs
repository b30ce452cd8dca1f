using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

// Looks at the endpoints when the pipeline stands and the server has not started yet.
internal sealed class WebhookStartupFilter(IEnumerable<WebhookRegistration> registrations) : IStartupFilter
{
    public bool HasMiddleware { get; set; }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);

        var optionsSource = app.ApplicationServices.GetRequiredService<WebhookOptionsSource>();
        foreach (var registration in registrations)
        {
            optionsSource.Start(registration.Name);
        }

        var check = new EndpointCheck([.. registrations.Select(static registration => registration.Name)], app.ApplicationServices.GetService<IServiceProviderIsService>());
        var mistakes = app.ApplicationServices.GetService<EndpointDataSource>()?.Endpoints
            .SelectMany(endpoint => check.FindMistakes(endpoint))
            .Distinct()
            .ToArray();
        if (mistakes is { Length: > 0 })
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, mistakes));
        }
    };
}
