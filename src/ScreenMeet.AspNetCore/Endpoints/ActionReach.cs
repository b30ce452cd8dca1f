using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// Finds out which marked actions of the application have an endpoint that leads to them.
internal sealed class ActionReach(IServiceProvider services)
{
    // Without MVC there are no actions, and MVC's list of actions would log a line about that.
    private readonly ControllerActionDescriptor[] _marked = services.GetService<ApplicationPartManager>() is null
        ? []
        : [.. services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<ControllerActionDescriptor>().Where(WebhookFilters.AreOn)];

    // An application that calls UseMvc() has no endpoints, and its routes do not say which actions they lead to.
    private bool HasEndpointRouting => services.GetRequiredService<IOptions<MvcOptions>>().Value.EnableEndpointRouting;

    public IEnumerable<string> FindMistakes(IEnumerable<Endpoint> endpoints)
    {
        if (_marked.Length == 0 || !HasEndpointRouting)
        {
            return [];
        }

        var reached = endpoints.Select(static endpoint => endpoint.Metadata.GetMetadata<ActionDescriptor>()?.Id).ToHashSet();
        return _marked.Where(action => !reached.Contains(action.Id)).Select(static action => Mistakes.ActionUnreachable(action.DisplayName));
    }

    // The names of the webhooks that are received by actions without an endpoint.
    public IEnumerable<string> NamesWithoutEndpoints => _marked.Length == 0 || HasEndpointRouting
        ? []
        : _marked.Select(static action => action.FilterDescriptors.Select(static descriptor => descriptor.Filter).OfType<ScreenMeetWebhookAttribute>().FirstOrDefault()?.Name ?? Options.DefaultName);
}
