using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// Describes webhooks for OpenAPI documents. IAcceptsMetadata could describe them too, but routing would then answer 415 to every
// other Content-Type.
internal sealed class WebhookApiDescriptionProvider(EndpointDataSource? endpoints = null) : IApiDescriptionProvider
{
    private static readonly EmptyModelMetadataProvider s_modelMetadata = new();

    private static readonly int[] s_statusCodes =
    [
        StatusCodes.Status200OK,
        StatusCodes.Status400BadRequest,
        StatusCodes.Status401Unauthorized,
        StatusCodes.Status408RequestTimeout,
        StatusCodes.Status413PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType,
        StatusCodes.Status503ServiceUnavailable,
    ];

    // Runs after the providers that find the endpoints.
    public int Order => int.MaxValue;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        // WireShape is used only if the public type does not appear anywhere, because some generators cannot create a document with
        // two types of the same name.
        var webhooks = context.Results.Where(IsWebhook).ToArray();
        var responses = context.Results.SelectMany(static description => description.SupportedResponseTypes).ToArray();
        var isPublicTypeShown = responses.Select(static response => response.Type).Any(static type => ShapeOf(type) is null && HasEvents(type))
            || context.Results.Except(webhooks).SelectMany(static description => description.ParameterDescriptions).Any(static parameter => HasEvents(parameter.Type));
        foreach (var response in isPublicTypeShown ? [] : responses)
        {
            if (ShapeOf(response.Type) is { } shape)
            {
                response.Type = shape;
                response.ModelMetadata = s_modelMetadata.GetMetadataForType(shape);
            }
        }

        foreach (var description in webhooks)
        {
            Describe(description, isPublicTypeShown ? typeof(ScreenMeetEvent[]) : typeof(WireShape.ScreenMeetEvent[]));
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }

    // The marks that conventions and ScreenMeetDelivery parameters add to an action are only on its endpoint. A description
    // from another provider may have no action.
    private bool IsWebhook(ApiDescription description) =>
        description.ActionDescriptor is { } action
        && (action.EndpointMetadata?.OfType<ScreenMeetWebhookAttribute>().Any() == true
            || endpoints?.Endpoints.Any(endpoint =>
                ReferenceEquals(endpoint.Metadata.GetMetadata<ActionDescriptor>(), action) && ScreenMeetWebhookAttribute.InForceOn(endpoint) is not null) == true);

    private static bool HasEvents(Type? type) => type is not null && EventTypes.CanBeReadInto(type);

    private static Type? ShapeOf(Type? type) =>
        type == typeof(ScreenMeetEvent) ? typeof(WireShape.ScreenMeetEvent)
        : typeof(IEnumerable<ScreenMeetEvent>).IsAssignableFrom(type) ? typeof(WireShape.ScreenMeetEvent[])
        : null;

    private static void Describe(ApiDescription description, Type body)
    {
        var parameters = description.ParameterDescriptions;
        foreach (var parameter in parameters.Where(TakesBody).ToArray())
        {
            parameters.Remove(parameter);
        }

        AddHeader(parameters, ScreenMeetSignature.HeaderName);
        AddHeader(parameters, ScreenMeetSignature.AlgorithmHeaderName);
        parameters.Add(CreateParameter("events", BindingSource.Body, body));
        description.SupportedRequestFormats.Clear();
        description.SupportedRequestFormats.Add(new() { MediaType = "text/plain" });

        var missing = s_statusCodes.Except(description.SupportedResponseTypes.Select(static response => response.StatusCode));
        foreach (var statusCode in missing.ToArray())
        {
            description.SupportedResponseTypes.Add(new() { StatusCode = statusCode, Type = typeof(void) });
        }
    }

    // The body of a webhook can be read only as the verified events.
    private static bool TakesBody(ApiParameterDescription parameter) =>
        parameter.Source is { } source
        && (source == BindingSource.Body || source == BindingSource.Form || source == BindingSource.FormFile);

    private static void AddHeader(IList<ApiParameterDescription> parameters, string name)
    {
        var isThere = parameters.Any(parameter => parameter.Source == BindingSource.Header && string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase));
        if (!isThere)
        {
            parameters.Add(CreateParameter(name, BindingSource.Header, typeof(string)));
        }
    }

    private static ApiParameterDescription CreateParameter(string name, BindingSource source, Type type) => new()
    {
        Name = name,
        Source = source,
        Type = type,
        IsRequired = true,
        ModelMetadata = s_modelMetadata.GetMetadataForType(type),
    };
}
