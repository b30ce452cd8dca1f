using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace ScreenMeet.AspNetCore;

internal sealed class EventModelBinderProvider : IModelBinderProvider, IBindingMetadataProvider
{
    private static readonly EventModelBinder s_binder = new();

    private static readonly UnverifiedEventBinder s_unverified = new();

    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        var type = context.Metadata.ModelType;
        if (context.BindingInfo.BindingSource == BindingSource.Services)
        {
            return null;
        }

        if (EventTypes.AreBound(type))
        {
            return s_binder;
        }

        // Model binding calls this again for each property, but a formatter that reads a body does not.
        var isBody = context.BindingInfo.BindingSource == BindingSource.Body;
        return EventTypes.AreIn(type) || (isBody && EventTypes.CanBeReadInto(type)) ? s_unverified : null;
    }

    // With the source that CancellationToken has, [ApiController] infers neither the body nor a service for the parameter.
    // Properties do not get this source, because a property of a controller or a page would then count as bound, and a model
    // with such a property as not read from the body.
    public void CreateBindingMetadata(BindingMetadataProviderContext context)
    {
        if (context.Key.MetadataKind != ModelMetadataKind.Property && EventTypes.AreBound(context.Key.ModelType))
        {
            context.BindingMetadata.BindingSource = BindingSource.Special;
        }
    }
}
