using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// What OpenAPI documents say of a webhook. Not as IAcceptsMetadata: routing would answer 415 for any other Content-Type.
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

    // After the providers that find the endpoints.
    public int Order => int.MaxValue;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var description in context.Results)
        {
            if (IsWebhook(description.ActionDescriptor))
            {
                Describe(description);
            }
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }

    // What conventions and a ScreenMeetDelivery say of an action is on its endpoint alone.
    private bool IsWebhook(ActionDescriptor action) =>
        action.EndpointMetadata.OfType<ScreenMeetWebhookAttribute>().Any()
        || endpoints?.Endpoints.Any(endpoint =>
            ReferenceEquals(endpoint.Metadata.GetMetadata<ActionDescriptor>(), action) && ScreenMeetWebhookAttribute.InForceOn(endpoint) is not null) == true;

    private static void Describe(ApiDescription description)
    {
        description.ParameterDescriptions.Add(CreateParameter(ScreenMeetSignature.HeaderName, BindingSource.Header, typeof(string)));
        description.ParameterDescriptions.Add(CreateParameter(ScreenMeetSignature.AlgorithmHeaderName, BindingSource.Header, typeof(string)));
        description.ParameterDescriptions.Add(CreateParameter("events", BindingSource.Body, typeof(EventSchema.ScreenMeetEvent[])));
        description.SupportedRequestFormats.Clear();
        description.SupportedRequestFormats.Add(new() { MediaType = "text/plain" });

        var missing = s_statusCodes.Except(description.SupportedResponseTypes.Select(static response => response.StatusCode));
        foreach (var statusCode in missing.ToArray())
        {
            description.SupportedResponseTypes.Add(new() { StatusCode = statusCode, Type = typeof(void) });
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
