using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

internal sealed class WebhookMvcOptionsSetup : IPostConfigureOptions<MvcOptions>
{
    public void PostConfigure(string? name, MvcOptions options)
    {
        var provider = new EventModelBinderProvider();

        // This provider must precede all others: those for [FromBody] and for services, and those that the application inserts first.
        options.ModelBinderProviders.Insert(0, provider);
        options.ModelMetadataDetailsProviders.Add(provider);
    }
}
