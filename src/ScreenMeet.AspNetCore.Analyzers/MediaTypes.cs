using Microsoft.CodeAnalysis;

namespace ScreenMeet.AspNetCore.Analyzers;

internal static class MediaTypes
{
    // The constant strings of [Consumes].
    public static IEnumerable<string> Of(AttributeData consumes) => consumes.ConstructorArguments
        .SelectMany(static argument => argument.Kind == TypedConstantKind.Array ? argument.Values : [argument])
        .Select(static constant => constant.Value)
        .OfType<string>();

    public static bool IncludePlainText(IEnumerable<string> types) =>
        types.Any(static type => type.Trim().ToLowerInvariant() is "text/plain" or "text/*" or "*/*");
}
