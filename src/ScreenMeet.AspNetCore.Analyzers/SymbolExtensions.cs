using Microsoft.CodeAnalysis;

namespace ScreenMeet.AspNetCore.Analyzers;

internal static class SymbolExtensions
{
    public static bool Is(this ISymbol? symbol, ISymbol? other) => symbol is not null && SymbolEqualityComparer.Default.Equals(symbol, other);

    // The type itself, and what it derives from.
    public static IEnumerable<INamedTypeSymbol> SelfAndBases(this ITypeSymbol? type)
    {
        for (var current = type as INamedTypeSymbol; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    // The method itself, and what it overrides.
    public static IEnumerable<IMethodSymbol> SelfAndOverridden(this IMethodSymbol method)
    {
        for (var current = method; current is not null; current = current.OverriddenMethod)
        {
            yield return current;
        }
    }

    public static bool DerivesFrom(this ITypeSymbol? type, INamedTypeSymbol? baseType) => type.SelfAndBases().Any(current => current.Is(baseType));

    public static bool Implements(this ITypeSymbol? type, INamedTypeSymbol? implemented) =>
        type.Is(implemented) || (type is not null && type.AllInterfaces.Any(current => current.Is(implemented)));

    // The attributes of a class or an interface are given by what they are, or by what they implement.
    public static IEnumerable<AttributeData> Attributes(this ISymbol symbol, INamedTypeSymbol? type) =>
        symbol.GetAttributes().Where(attribute => attribute.AttributeClass.DerivesFrom(type) || attribute.AttributeClass.Implements(type));

    public static bool Has(this ISymbol symbol, INamedTypeSymbol? attribute) => symbol.Attributes(attribute).Any();

    public static Location? Location(this AttributeData attribute) => attribute.ApplicationSyntaxReference is { } syntax
        ? Microsoft.CodeAnalysis.Location.Create(syntax.SyntaxTree, syntax.Span)
        : null;

    // The value of a constant string, however it was written.
    public static string? Constant(this IOperation? operation) => operation is { ConstantValue: { HasValue: true, Value: string text } } ? text : null;

    // As in C#, without namespaces.
    public static string Name(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.UseSpecialTypes));

    public static string NameWithType(this IMethodSymbol method) => method.ContainingType is { } type && method.MethodKind == MethodKind.Ordinary ? $"{type.Name}.{method.Name}" : method.Name;
}
