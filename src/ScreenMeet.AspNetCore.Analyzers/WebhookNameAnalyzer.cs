using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScreenMeet.AspNetCore.Analyzers;

// Finds marks with a name that no registration in the compilation has.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WebhookNameAnalyzer : WebhookAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.WebhookUnknown];

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        var application = new ApplicationFacts(context.Compilation, types);
        var endpoints = new Endpoints(types);
        context.RegisterOperationAction(
            operation =>
            {
                if (((IAttributeOperation)operation.Operation).Operation is IObjectCreationOperation creation && creation.Type.Is(types.Mark))
                {
                    var argument = creation.Arguments.FirstOrDefault()?.Value;
                    Check(argument is null ? "" : argument.Constant(), argument?.Syntax ?? creation.Syntax, EndpointOf(operation), application, operation);
                }
            },
            OperationKind.Attribute);
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if ((endpoints.IsRequireSignature(call) || endpoints.IsMapWebhook(call)) && call.Syntax is InvocationExpressionSyntax syntax)
                {
                    var argument = call.Arguments.FirstOrDefault(static argument => argument is { Parameter.Name: "webhookName", ArgumentKind: ArgumentKind.Explicit })?.Value;
                    var location = argument?.Syntax.GetLocation() ?? Syntax.NameOf(syntax);
                    Check(Endpoints.NameOf(call), location, EndpointName.Of(syntax), application, operation);
                }
            },
            OperationKind.Invocation);
    }

    private static string EndpointOf(OperationAnalysisContext context) =>
        context.ContainingSymbol is IMethodSymbol method ? method.NameWithType() : context.ContainingSymbol.Name;

    private static void Check(string? name, SyntaxNode syntax, string endpoint, ApplicationFacts application, OperationAnalysisContext context) =>
        Check(name, syntax.GetLocation(), endpoint, application, context);

    private static void Check(string? name, Location location, string endpoint, ApplicationFacts application, OperationAnalysisContext context)
    {
        if (name is null)
        {
            return;
        }

        var names = application.RegisteredNames(context.CancellationToken);
        if (names.Count > 0 && !names.Contains(name))
        {
            context.ReportDiagnostic(Rules.Diagnose(Mistakes.WebhookUnknown(endpoint, Mistakes.Webhook(name), names), location, names: names));
        }
    }
}
