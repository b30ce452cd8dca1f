using Microsoft.CodeAnalysis;

namespace ScreenMeet.AspNetCore.Analyzers;

// The parameters, and the bound properties, that take a delivery's events.
internal sealed class Parameters(KnownTypes types)
{
    private readonly EventTypes _events = new(types);

    public bool AreBound(ITypeSymbol type) => _events.AreBound(type);

    public bool IsService(ISymbol parameter) => parameter.Has(types.FromServices) || parameter.Has(types.FromKeyedServices);

    public bool IsBody(ISymbol parameter) => parameter.Has(types.FromBody);

    // The attribute that takes precedence over what binds a delivery.
    public AttributeData? SourceOf(ISymbol parameter) => types.BindingSources
        .Concat([types.FromServices, types.FromKeyedServices])
        .SelectMany(source => parameter.Attributes(source))
        .FirstOrDefault();

    public bool IsDelivery(IParameterSymbol parameter) => parameter.Type.Is(types.Delivery);

    // A delivery is bound only from a verified request, so a parameter of that type marks its endpoint.
    public bool IsMark(IParameterSymbol parameter) => IsDelivery(parameter) && SourceOf(parameter) is null;

    public bool HoldsEvents(ISymbol parameter, ITypeSymbol type) =>
        !IsService(parameter) && (_events.AreBound(type) || _events.AreIn(type));

    // A body can also be a type of the application that has events in it.
    public bool IsBodyWithEvents(ISymbol parameter, ITypeSymbol type) => IsBody(parameter) && _events.CanBeReadInto(type);

    public bool IsFormWithEvents(ISymbol parameter, ITypeSymbol type) => parameter.Has(types.FromForm) && _events.CanBeReadInto(type);

    // The properties of a controller or a page that model binding fills.
    public IEnumerable<IPropertySymbol> BoundPropertiesOf(INamedTypeSymbol type)
    {
        foreach (var current in type.SelfAndBases())
        {
            foreach (var property in current.GetMembers().OfType<IPropertySymbol>().Where(static property => property is { IsStatic: false, SetMethod: not null }))
            {
                if (property.Has(types.BindProperty) || type.SelfAndBases().Any(declaring => declaring.Has(types.BindProperties)) || SourceOf(property) is not null)
                {
                    yield return property;
                }
            }
        }
    }
}
