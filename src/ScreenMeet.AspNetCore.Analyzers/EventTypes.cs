using Microsoft.CodeAnalysis;

namespace ScreenMeet.AspNetCore.Analyzers;

// Tells which types model binding or a serializer could fill with events from a request, as the check at the start does.
internal sealed class EventTypes(KnownTypes types)
{
    private const int Depth = 8;

    // Types from other namespaces are as likely a service, which minimal APIs and [ApiController] take without an attribute.
    private static readonly string[] s_ofSerializers =
        ["System", "System.Collections.Generic", "System.Collections.Immutable", "System.Collections.ObjectModel"];

    private static readonly string[] s_boundLists = ["List", "IReadOnlyList", "IReadOnlyCollection", "IEnumerable", "IList", "ICollection"];

    // True for the parameter types that an action can take a delivery's events as.
    public bool AreBound(ITypeSymbol type) =>
        type.Is(types.Delivery)
        || (type is IArrayTypeSymbol { Rank: 1 } array && array.ElementType.Is(types.Event))
        || (type is INamedTypeSymbol { TypeArguments.Length: 1 } list
            && list.TypeArguments[0].Is(types.Event)
            && s_boundLists.Contains(list.Name)
            && NamespaceOf(list) == "System.Collections.Generic");

    // True for an event, and for any collection of events that is not a service.
    public bool AreIn(ITypeSymbol type) => AreIn(type, new(SymbolEqualityComparer.Default));

    // Also true for a type of the application with a member of such a type that a serializer fills.
    public bool CanBeReadInto(ITypeSymbol type) => CanBeReadInto(type, new(SymbolEqualityComparer.Default), Depth);

    private bool AreIn(ITypeSymbol type, HashSet<ITypeSymbol> seen) =>
        type.Is(types.Event) || (seen.Add(type) && ElementsOf(type).Any(element => AreIn(element, seen)));

    private bool CanBeReadInto(ITypeSymbol type, HashSet<ITypeSymbol> seen, int depth) =>
        type.Is(types.Event)
        || (depth > 0 && seen.Add(type) && ElementsOf(type).Concat(MembersOf(type)).Any(part => CanBeReadInto(part, seen, depth - 1)));

    private IEnumerable<ITypeSymbol> ElementsOf(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return [array.ElementType];
        }

        if (type is not INamedTypeSymbol named || !s_ofSerializers.Contains(NamespaceOf(named)))
        {
            return [];
        }

        // Nullable types, pairs and tuples consist of their type arguments.
        return (named.IsGenericType && named.IsValueType) || named.Implements(types.Tuple)
            ? named.TypeArguments
            : named.AllInterfaces.Add(named).Where(IsSequence).Select(static sequence => sequence.TypeArguments[0]);
    }

    private bool IsSequence(INamedTypeSymbol type) =>
        type.OriginalDefinition.Is(types.Enumerable) || type.OriginalDefinition.Is(types.AsyncEnumerable);

    // Of the application's own types, what is public and can be set.
    private static IEnumerable<ITypeSymbol> MembersOf(ITypeSymbol type)
    {
        var space = NamespaceOf(type);
        if (type is not INamedTypeSymbol named || space == "System" || space.StartsWith("System.", StringComparison.Ordinal))
        {
            return [];
        }

        var constructors = named.InstanceConstructors.Where(static constructor => constructor.DeclaredAccessibility == Accessibility.Public).ToArray();
        return named.SelfAndBases().SelectMany(static current => current.GetMembers()).Select(static member => member switch
            {
                IPropertySymbol { IsStatic: false, SetMethod.DeclaredAccessibility: Accessibility.Public } property => property.Type,
                IFieldSymbol { IsStatic: false, IsReadOnly: false, DeclaredAccessibility: Accessibility.Public } field => field.Type,
                _ => null,
            })
            .Concat(constructors.Length == 1 ? constructors[0].Parameters.Select(static parameter => parameter.Type) : [])
            .OfType<ITypeSymbol>();
    }

    private static string NamespaceOf(ITypeSymbol type) => type.ContainingNamespace?.ToDisplayString() ?? "";
}
