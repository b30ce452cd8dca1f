using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;

namespace ScreenMeet.AspNetCore;

internal sealed class EventModelBinderProvider : IModelBinderProvider, IBindingMetadataProvider
{
    private static readonly EventModelBinder s_binder = new();

    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        EventParameter.IsBound(context.Metadata.ModelType) && context.BindingInfo.BindingSource != BindingSource.Services ? s_binder : null;

    // As for CancellationToken: [ApiController] then infers neither the body nor a service for the parameter.
    public void CreateBindingMetadata(BindingMetadataProviderContext context)
    {
        if (EventParameter.IsBound(context.Key.ModelType))
        {
            context.BindingMetadata.BindingSource = BindingSource.Special;
        }
    }
}
