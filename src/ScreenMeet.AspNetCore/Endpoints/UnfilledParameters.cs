using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

// Finds the parameters and bound properties of a marked action that expect the body but would stay empty, because a delivery
// is text/plain, which is not a form and for which MVC has no input formatter.
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimmed)]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = Trimmed)]
internal sealed class UnfilledParameters(IServiceProvider services)
{
    private const string Trimmed = "An application with controllers cannot be trimmed.";

    private static readonly MediaType s_plainText = new("text/plain");

    public IEnumerable<ParameterDescriptor> FindIn(ControllerActionDescriptor action, Endpoint endpoint)
    {
        var parameters = action.Parameters.Concat(action.BoundProperties).Where(static parameter => !EventTypes.AreIn(parameter.ParameterType)).ToArray();
        var takesEvents = parameters.Length < action.Parameters.Count + action.BoundProperties.Count;
        return parameters.Where(parameter => IsUnfilled(parameter, takesEvents, endpoint));
    }

    private bool IsUnfilled(ParameterDescriptor parameter, bool takesEvents, Endpoint endpoint)
    {
        var metadata = services.GetRequiredService<IModelMetadataProvider>().GetMetadataForType(parameter.ParameterType);
        var source = parameter.BindingInfo?.BindingSource ?? metadata.BindingSource;
        if (source == BindingSource.Body)
        {
            return !CanBeFormatted(parameter.ParameterType);
        }

        if (source == BindingSource.Form || source == BindingSource.FormFile)
        {
            return true;
        }

        // True if the value may come from anywhere in the request, or if [ApiController] only infers that it comes from the query.
        var isFromAnywhere = source is null || source == BindingSource.ModelBinding || (source == BindingSource.Query && !IsExplicit(parameter));
        return !takesEvents
            && isFromAnywhere
            && (metadata.IsComplexType || parameter.ParameterType == typeof(string))
            && !IsInRoute(parameter.BindingInfo?.BinderModelName ?? parameter.Name, endpoint)
            && !EventTypes.CanBeReadInto(parameter.ParameterType)
            && IsBoundByMvc(parameter, metadata);
    }

    private bool CanBeFormatted(Type type) => services.GetRequiredService<IOptions<MvcOptions>>().Value.InputFormatters.Any(formatter =>
        formatter is not IApiRequestFormatMetadataProvider provider
        || provider.GetSupportedContentTypes(null!, type)?.Any(static contentType => s_plainText.IsSubsetOf(new MediaType(contentType))) == true);

    private static bool IsExplicit(ParameterDescriptor parameter)
    {
        ICustomAttributeProvider? member = parameter switch
        {
            ControllerParameterDescriptor { ParameterInfo: var info } => info,
            ControllerBoundPropertyDescriptor { PropertyInfo: var info } => info,
            _ => null,
        };
        return member?.GetCustomAttributes(inherit: true).Any(static attribute => attribute is IBindingSourceMetadata { BindingSource: not null }) == true;
    }

    private static bool IsInRoute(string name, Endpoint endpoint) =>
        endpoint is RouteEndpoint { RoutePattern: var pattern } && (pattern.GetParameter(name) is not null || pattern.Defaults.ContainsKey(name));

    // A binder of the application may read the body in its own way.
    private bool IsBoundByMvc(ParameterDescriptor parameter, ModelMetadata metadata) =>
        services.GetRequiredService<IModelBinderFactory>()
            .CreateBinder(new ModelBinderFactoryContext { BindingInfo = parameter.BindingInfo, Metadata = metadata })
            .GetType().Assembly == typeof(MvcOptions).Assembly;
}
