using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// Determines which types model binding or a serializer could fill with events from a request. A type that only mentions events
// (a query, an expression, an interface whose methods take them) does not count.
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimmed)]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimmed)]
internal static class EventTypes
{
    private const string Trimmed = "A member that was trimmed away cannot be filled from a request either.";
    private const int Depth = 8;
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    private static readonly HashSet<Type> s_bound =
    [
        typeof(ScreenMeetDelivery),
        typeof(ScreenMeetEvent[]),
        typeof(IReadOnlyList<ScreenMeetEvent>),
        typeof(IReadOnlyCollection<ScreenMeetEvent>),
        typeof(IEnumerable<ScreenMeetEvent>),
        typeof(IList<ScreenMeetEvent>),
        typeof(ICollection<ScreenMeetEvent>),
        typeof(List<ScreenMeetEvent>),
    ];

    // True for the types of parameters in which an action can take a delivery's events.
    public static bool AreBound(Type type) => s_bound.Contains(type);

    // True for an event, and for any collection of events.
    public static bool AreIn(Type type) => AreIn(type, []);

    // Also true for a type of the application if a serializer fills one of its members with events.
    public static bool CanBeReadInto(Type type) => CanBeReadInto(type, [], Depth);

    private static bool AreIn(Type type, HashSet<Type> seen) =>
        type == typeof(ScreenMeetEvent) || (seen.Add(type) && ElementsOf(type).Any(element => AreIn(element, seen)));

    private static bool CanBeReadInto(Type type, HashSet<Type> seen, int depth) =>
        type == typeof(ScreenMeetEvent)
        || (depth > 0 && seen.Add(type) && ElementsOf(type).Concat(MembersOf(type)).Any(part => CanBeReadInto(part, seen, depth - 1)));

    private static IEnumerable<Type> ElementsOf(Type type)
    {
        if (type.HasElementType)
        {
            return [type.GetElementType()!];
        }

        // Nullable types, pairs and tuples consist of their type arguments.
        return type is { IsGenericType: true, IsValueType: true, Namespace: "System" or "System.Collections.Generic" } || typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(type)
            ? type.GetGenericArguments()
            : type.GetInterfaces().Append(type).Where(IsSequence).Select(static sequence => sequence.GetGenericArguments()[0]);
    }

    private static bool IsSequence(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(IEnumerable<>) || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));

    private static IEnumerable<Type> MembersOf(Type type)
    {
        if (type.Namespace is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal)))
        {
            return [];
        }

        return type.GetProperties(Any).Where(IsFilled).Select(static property => property.PropertyType)
            .Concat(type.GetFields(Any).Where(static field => field is { IsPublic: true, IsInitOnly: false } || IsMarked(field)).Select(static field => field.FieldType))
            .Concat(ConstructorOf(type)?.GetParameters().Select(static parameter => parameter.ParameterType) ?? [])
            .Concat(type.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(static derived => derived.DerivedType));
    }

    // Serializers also add to a collection property that has no setter.
    private static bool IsFilled(PropertyInfo property) =>
        property.SetMethod is { IsPublic: true }
        || IsMarked(property)
        || (property.GetMethod is { IsPublic: true } && !property.PropertyType.IsArray && (typeof(IList).IsAssignableFrom(property.PropertyType) || property.PropertyType.GetInterfaces().Append(property.PropertyType).Any(IsCollection)));

    // The attributes of System.Text.Json and Newtonsoft.Json are recognized by their names.
    private static bool IsMarked(MemberInfo member) => member.CustomAttributes.Any(static attribute =>
        attribute.AttributeType.Name is "JsonIncludeAttribute" or "JsonPropertyAttribute" or "DataMemberAttribute" or "JsonConstructorAttribute");

    private static bool IsCollection(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ICollection<>);

    // Serializers and model binding call the marked constructor, or else one without parameters, or else the only one.
    private static ConstructorInfo? ConstructorOf(Type type)
    {
        var constructors = type.GetConstructors();
        return Array.Find(type.GetConstructors(Any), IsMarked) ?? (constructors.Length == 1 ? constructors[0] : null);
    }
}
