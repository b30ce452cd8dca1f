using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

internal sealed class WebhookMvcOptionsSetup : IConfigureOptions<MvcOptions>
{
    public void Configure(MvcOptions options)
    {
        var provider = new EventModelBinderProvider();

        // First, before the binders for [FromBody] and for services.
        options.ModelBinderProviders.Insert(0, provider);
        options.ModelMetadataDetailsProviders.Add(provider);
    }
}
