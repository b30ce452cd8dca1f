using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ScreenMeet.AspNetCore.Analyzers;

// Recognizes the calls that map endpoints and mark them.
internal sealed class Endpoints(KnownTypes types)
{
    private readonly Parameters _parameters = new(types);

    // The method that such a call maps as the handler of a minimal API.
    public IMethodSymbol? HandlerOf(IInvocationOperation call) =>
        call.TargetMethod.IsExtensionMethod
        && call.TargetMethod.Name.StartsWith("Map", StringComparison.Ordinal)
        && call.Arguments.Length > 0
        && call.Arguments[0].Parameter?.Type.Implements(types.EndpointRouteBuilder) == true
        && call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Type.SpecialType == SpecialType.System_Delegate) is { } handler
            ? Chain.Unwrap(handler.Value) switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol,
                IMethodReferenceOperation reference => reference.Method,
                _ => null,
            }
            : null;

    public bool IsRequireSignature(IInvocationOperation call) =>
        call.TargetMethod is { Name: "RequireScreenMeetSignature" } method && method.ContainingType.Is(types.ConventionExtensions);

    public bool IsMapWebhook(IInvocationOperation call) =>
        call.TargetMethod is { Name: "MapScreenMeetWebhook" } method && method.ContainingType.Is(types.RouteExtensions);

    // Whether the call, or another one in its chain, marks the endpoint.
    public bool IsMarked(IInvocationOperation call) =>
        Chain.CallsBefore(call).Concat([call]).Concat(Chain.CallsAfter(call)).Any(other =>
            IsRequireSignature(other)
            || IsMapWebhook(other)
            || (HandlerOf(other) is { } handler && (handler.Parameters.Any(_parameters.IsMark) || handler.Has(types.Mark))));

    // The constant name in a call that marks. Null where it is not constant.
    public static string? NameOf(IInvocationOperation mark)
    {
        var name = mark.Argument("webhookName");
        return name is null or { ConstantValue: { HasValue: true, Value: null } } ? "" : name.Constant();
    }
}
