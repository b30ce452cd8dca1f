using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScreenMeet.AspNetCore.Diagnostics;

// Keeps the application from starting if anybody could see the page outside Development.
internal sealed class PolicyCheck(string pattern, IServiceProvider services)
{
    // Tools that start the application without a server (to generate OpenAPI documents at build time) serve nothing.
    private bool IsServed => services.GetService<IServer>()?.GetType().Name != "NoopServer";

    public static bool HasPolicy(IEnumerable<object> metadata) =>
        metadata.Any(static item => item is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData);

    public static bool AllowsAnonymous(IEnumerable<object> metadata) => metadata.Any(static item => item is IAllowAnonymous);

    public void Check(EndpointBuilder endpoint)
    {
        var environment = services.GetRequiredService<IHostEnvironment>();
        if (environment.IsDevelopment() || !IsServed)
        {
            return;
        }

        if (AllowsAnonymous(endpoint.Metadata))
        {
            throw new InvalidOperationException(DiagnosticsMistakes.AnonymousAllowed(pattern, environment.EnvironmentName));
        }

        if (!HasPolicy(endpoint.Metadata))
        {
            throw new InvalidOperationException(DiagnosticsMistakes.PolicyMissing(pattern, environment.EnvironmentName));
        }
    }
}
