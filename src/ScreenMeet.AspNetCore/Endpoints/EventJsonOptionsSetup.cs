using Microsoft.Extensions.Options;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;
using MvcJsonOptions = Microsoft.AspNetCore.Mvc.JsonOptions;

namespace ScreenMeet.AspNetCore;

internal sealed class EventJsonOptionsSetup : IPostConfigureOptions<HttpJsonOptions>, IPostConfigureOptions<MvcJsonOptions>
{
    private static readonly UnverifiedEventConverter s_converter = new();

    public void PostConfigure(string? name, HttpJsonOptions options)
    {
        options.SerializerOptions.Converters.Insert(0, s_converter);
        options.SerializerOptions.TypeInfoResolverChain.Add(WireShapeJsonContext.Default);
    }

    public void PostConfigure(string? name, MvcJsonOptions options) => options.JsonSerializerOptions.Converters.Insert(0, s_converter);
}
