using Microsoft.CodeAnalysis;

namespace ScreenMeet.AspNetCore.Analyzers;

// The types of a compilation that the rules are about. A type that is not referenced is null, and equals none.
internal sealed class KnownTypes
{
    private const string Mvc = "Microsoft.AspNetCore.Mvc.";
    private const string Metadata = "Microsoft.AspNetCore.Http.Metadata.";

    private static readonly string[] s_sources = ["Body", "Form", "Header", "Query", "Route"];

    private readonly Compilation _compilation;

    private KnownTypes(Compilation compilation, INamedTypeSymbol webhookEvent)
    {
        _compilation = compilation;
        Event = webhookEvent;
        BindingSources = [.. s_sources.Select(static source => $"{Metadata}IFrom{source}Metadata").Select(Find)];
    }

    public INamedTypeSymbol Event { get; }

    public INamedTypeSymbol? Delivery => field ??= Find("ScreenMeet.AspNetCore.ScreenMeetDelivery");

    public INamedTypeSymbol? Mark => field ??= Find("ScreenMeet.AspNetCore.ScreenMeetWebhookAttribute");

    public INamedTypeSymbol? Options => field ??= Find("ScreenMeet.AspNetCore.ScreenMeetWebhookOptions");

    public INamedTypeSymbol? SigningKeys => field ??= Find("ScreenMeet.AspNetCore.ScreenMeetSigningKeys");

    public INamedTypeSymbol? EventHandler => field ??= Find("ScreenMeet.AspNetCore.IScreenMeetEventHandler");

    public INamedTypeSymbol? InboxOptions => field ??= Find("ScreenMeet.AspNetCore.ScreenMeetInboxOptions");

    public INamedTypeSymbol? Signature => field ??= Find("ScreenMeet.Webhooks.ScreenMeetSignature");

    public INamedTypeSymbol? EventTypes => field ??= Find("ScreenMeet.Webhooks.ScreenMeetEventTypes");

    public INamedTypeSymbol? ServiceCollectionExtensions => field ??= Find("Microsoft.Extensions.DependencyInjection.ScreenMeetWebhooksServiceCollectionExtensions");

    public INamedTypeSymbol? WebhooksBuilderExtensions => field ??= Find("Microsoft.Extensions.DependencyInjection.ScreenMeetWebhooksBuilderExtensions");

    public INamedTypeSymbol? ApplicationBuilderExtensions => field ??= Find("Microsoft.AspNetCore.Builder.ScreenMeetWebhooksApplicationBuilderExtensions");

    public INamedTypeSymbol? ConventionExtensions => field ??= Find("Microsoft.AspNetCore.Builder.ScreenMeetWebhooksEndpointConventionBuilderExtensions");

    public INamedTypeSymbol? RouteExtensions => field ??= Find("Microsoft.AspNetCore.Builder.ScreenMeetWebhooksEndpointRouteBuilderExtensions");

    public INamedTypeSymbol? RoutingExtensions => field ??= Find("Microsoft.AspNetCore.Builder.EndpointRoutingApplicationBuilderExtensions");

    public INamedTypeSymbol? EndpointRouteBuilder => field ??= Find("Microsoft.AspNetCore.Routing.IEndpointRouteBuilder");

    public INamedTypeSymbol? GroupBuilder => field ??= Find("Microsoft.AspNetCore.Routing.RouteGroupBuilder");

    public INamedTypeSymbol? ControllersBuilder => field ??= Find("Microsoft.AspNetCore.Builder.ControllerActionEndpointConventionBuilder");

    public INamedTypeSymbol? ControllerAttribute => field ??= Find(Mvc + "ControllerAttribute");

    public INamedTypeSymbol? NonController => field ??= Find(Mvc + "NonControllerAttribute");

    public INamedTypeSymbol? NonAction => field ??= Find(Mvc + "NonActionAttribute");

    public INamedTypeSymbol? PageModel => field ??= Find(Mvc + "RazorPages.Infrastructure.PageModelAttribute");

    public INamedTypeSymbol? NonHandler => field ??= Find(Mvc + "RazorPages.NonHandlerAttribute");

    public INamedTypeSymbol? Consumes => field ??= Find(Mvc + "ConsumesAttribute");

    public INamedTypeSymbol? AcceptVerbs => field ??= Find(Mvc + "AcceptVerbsAttribute");

    public INamedTypeSymbol? MethodProvider => field ??= Find(Mvc + "Routing.IActionHttpMethodProvider");

    public INamedTypeSymbol? BindProperty => field ??= Find(Mvc + "BindPropertyAttribute");

    public INamedTypeSymbol? BindProperties => field ??= Find(Mvc + "BindPropertiesAttribute");

    public INamedTypeSymbol? TypeFilter => field ??= Find(Mvc + "TypeFilterAttribute");

    public INamedTypeSymbol? ServiceFilter => field ??= Find(Mvc + "ServiceFilterAttribute");

    public INamedTypeSymbol? AsParameters => field ??= Find("Microsoft.AspNetCore.Http.AsParametersAttribute");

    public INamedTypeSymbol? FromBody => BindingSources[0];

    public INamedTypeSymbol? FromForm => BindingSources[1];

    // The interfaces of the attributes that say where in a request a value is.
    public INamedTypeSymbol?[] BindingSources { get; }

    public INamedTypeSymbol? FromServices => field ??= Find(Metadata + "IFromServiceMetadata");

    public INamedTypeSymbol? FromKeyedServices => field ??= Find("Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute");

    public INamedTypeSymbol? AllowAnonymous => field ??= Find("Microsoft.AspNetCore.Authorization.IAllowAnonymous");

    public INamedTypeSymbol? Authorize => field ??= Find("Microsoft.AspNetCore.Authorization.AuthorizeAttribute");

    public INamedTypeSymbol? RequirementData => field ??= Find("Microsoft.AspNetCore.Authorization.IAuthorizationRequirementData");

    public INamedTypeSymbol? OutputCache => field ??= Find("Microsoft.AspNetCore.OutputCaching.OutputCacheAttribute");

    public INamedTypeSymbol? Enumerable => field ??= Find("System.Collections.Generic.IEnumerable`1");

    public INamedTypeSymbol? AsyncEnumerable => field ??= Find("System.Collections.Generic.IAsyncEnumerable`1");

    public INamedTypeSymbol? Tuple => field ??= Find("System.Runtime.CompilerServices.ITuple");

    public INamedTypeSymbol? DbContext => field ??= Find("Microsoft.EntityFrameworkCore.DbContext");

    public INamedTypeSymbol? DatabaseFacade => field ??= Find("Microsoft.EntityFrameworkCore.Infrastructure.DatabaseFacade");

    public INamedTypeSymbol? DbConnection => field ??= Find("System.Data.Common.DbConnection");

    public INamedTypeSymbol? Transaction => field ??= Find("System.Transactions.Transaction");

    public INamedTypeSymbol? TransactionScope => field ??= Find("System.Transactions.TransactionScope");

    public INamedTypeSymbol? Exception => field ??= Find("System.Exception");

    public static KnownTypes? In(Compilation compilation) =>
        compilation.GetTypeByMetadataName("ScreenMeet.Webhooks.ScreenMeetEvent") is { } webhookEvent ? new(compilation, webhookEvent) : null;

    // Null too where two assemblies have such a type: the best one would be a guess.
    private INamedTypeSymbol? Find(string name) => _compilation.GetTypeByMetadataName(name);
}
