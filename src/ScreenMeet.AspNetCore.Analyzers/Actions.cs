using Microsoft.CodeAnalysis;

namespace ScreenMeet.AspNetCore.Analyzers;

// Tells what MVC would make of a method.
internal sealed class Actions(KnownTypes types)
{
    // With the attribute, which ControllerBase has, a nested or an internal class counts too, because applications can widen what
    // MVC looks for. A name alone says less.
    public bool IsController(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, IsStatic: false }
        && !type.SelfAndBases().Any(current => current.Has(types.NonController))
        && (type.SelfAndBases().Any(current => current.Has(types.ControllerAttribute))
            || (type is { DeclaredAccessibility: Accessibility.Public, ContainingType: null } && type.Name.EndsWith("Controller", StringComparison.OrdinalIgnoreCase)));

    public bool IsPage(INamedTypeSymbol type) => type.SelfAndBases().Any(current => current.Has(types.PageModel));

    public bool IsAction(IMethodSymbol method) => IsPublicMember(method) && !method.SelfAndOverridden().Any(current => current.Has(types.NonAction)) && IsController(method.ContainingType);

    public bool IsPageHandler(IMethodSymbol method) =>
        IsPublicMember(method) && method.Name.StartsWith("On", StringComparison.Ordinal) && !method.Has(types.NonHandler) && IsPage(method.ContainingType);

    // The attribute of the method, or the one that it inherits.
    public AttributeData? MarkOf(IMethodSymbol method) => method.SelfAndOverridden().SelectMany(current => current.Attributes(types.Mark)).FirstOrDefault();

    // The methods that the attributes of an action allow, in upper case. Null for all methods, and where an attribute does not show its methods.
    public IReadOnlyCollection<string>? MethodsOf(IMethodSymbol action)
    {
        var attributes = action.SelfAndOverridden().Select(current => current.Attributes(types.MethodProvider).ToArray()).FirstOrDefault(static found => found.Length > 0);
        var methods = attributes?.Select(MethodsOf).ToArray();
        return methods is null || methods.Contains(null) ? null : [.. methods.SelectMany(static allowed => allowed!)];
    }

    private string[]? MethodsOf(AttributeData attribute)
    {
        if (attribute.AttributeClass.Is(types.AcceptVerbs))
        {
            var constants = attribute.ConstructorArguments.SelectMany(static argument => argument.Kind == TypedConstantKind.Array ? argument.Values : [argument]);
            return [.. constants.Select(static constant => constant.Value).OfType<string>().Select(static method => method.ToUpperInvariant())];
        }

        return attribute.AttributeClass is { } type && type.ContainingNamespace.ToDisplayString() == "Microsoft.AspNetCore.Mvc" && type.Name.StartsWith("Http", StringComparison.Ordinal)
            ? [type.Name.Substring("Http".Length).Replace("Attribute", "").ToUpperInvariant()]
            : null;
    }

    private static bool IsPublicMember(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsGenericMethod: false };
}
