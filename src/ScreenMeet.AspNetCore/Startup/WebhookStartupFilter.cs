using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

// Looks at the endpoints when the pipeline stands and the server has not started yet.
internal sealed class WebhookStartupFilter : IStartupFilter
{
    public bool HasMiddleware { get; set; }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);

        var mistakes = app.ApplicationServices.GetService<EndpointDataSource>()?.Endpoints
            .SelectMany(endpoint => EndpointCheck.FindMistakes(endpoint, HasMiddleware))
            .Distinct()
            .ToArray();
        if (mistakes is { Length: > 0 })
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, mistakes));
        }
    };
}
