using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScreenMeet.AspNetCore.Analyzers;

// Finds mistakes in one handler of a minimal API.
internal sealed class HandlerCheck(KnownTypes types, Endpoints endpoints, Parameters parameters, OperationAnalysisContext context)
{
    public void Run(IInvocationOperation map, IMethodSymbol handler)
    {
        var syntax = (InvocationExpressionSyntax)map.Syntax;
        var name = EndpointName.Of(syntax);
        var handlerSyntax = Chain.Unwrap(map.Arguments.First(static argument => argument.Parameter?.Type.SpecialType == SpecialType.System_Delegate).Value)!.Syntax;
        var isMarked = endpoints.IsMarked(map);
        if (isMarked)
        {
            CheckMarked(map, handler, name, handlerSyntax);
        }

        // The attribute of a lambda or a local function is reported where it stands.
        if (handler.MethodKind == MethodKind.Ordinary && handler.Has(types.Mark))
        {
            context.ReportDiagnostic(Rules.Diagnose(Mistakes.AttributeOutsideMvc(name), handlerSyntax.GetLocation()));
        }

        foreach (var parameter in handler.Parameters)
        {
            if (FindMistake(parameter, name, isMarked, isGet: map.TargetMethod.Name == "MapGet") is { } mistake)
            {
                var place = parameters.IsDelivery(parameter) ? parameters.SourceOf(parameter)?.Location() : Syntax.TypeOf(parameter, context.CancellationToken);
                Report(mistake, place, handlerSyntax);
            }
        }
    }

    private void CheckMarked(IInvocationOperation map, IMethodSymbol handler, string name, SyntaxNode handlerSyntax)
    {
        if (handler is { IsAsync: true, ReturnsVoid: true })
        {
            Report(Mistakes.AsyncVoid(name), Syntax.ReturnTypeOf(handler, context.CancellationToken), handlerSyntax);
        }

        if (map.TargetMethod.Name is "MapGet" or "MapPut" or "MapDelete" or "MapPatch")
        {
            var method = map.TargetMethod.Name.Substring("Map".Length).ToUpperInvariant();
            context.ReportDiagnostic(Rules.Diagnose(CompileTimeMistakes.PostShutOut(name, method), Syntax.NameOf((InvocationExpressionSyntax)map.Syntax)));
        }
    }

    private string? FindMistake(IParameterSymbol parameter, string endpoint, bool isMarked, bool isGet)
    {
        if (parameters.IsDelivery(parameter))
        {
            return parameters.SourceOf(parameter) is null ? null : Mistakes.DeliveryFromElsewhere(endpoint, parameter.Name);
        }

        if (parameter.Has(types.AsParameters))
        {
            return FindMember(parameter.Type) is { } member ? Mistake(member.Name, member.Type) : null;
        }

        return parameters.HoldsEvents(parameter, parameter.Type) || (!isMarked && parameters.IsFormWithEvents(parameter, parameter.Type))
            ? Mistake(parameter.Name, parameter.Type, parameters.IsBody(parameter))
            : null;

        string? Mistake(string name, ITypeSymbol type, bool isBody = false) =>
            isMarked ? Mistakes.NotBoundByHandler(endpoint, name, type.Name())
            : isGet && !isBody ? null
            : Mistakes.HandlerUnmarked(endpoint, name);
    }

    // [AsParameters] makes parameters of the public properties.
    private IPropertySymbol? FindMember(ITypeSymbol type) => type.SelfAndBases().SelectMany(static current => current.GetMembers()).OfType<IPropertySymbol>().FirstOrDefault(property =>
        property is { IsStatic: false, DeclaredAccessibility: Accessibility.Public } && !property.Type.Is(types.Delivery) && parameters.HoldsEvents(property, property.Type));

    // The squiggle is within the call that maps the endpoint, and the code fix finds its way to the handler.
    private void Report(string mistake, Location? location, SyntaxNode handler) =>
        context.ReportDiagnostic(Rules.Diagnose(mistake, location is not null && location.SourceTree == handler.SyntaxTree && handler.Span.Contains(location.SourceSpan) ? location : handler.GetLocation(), location));
}
