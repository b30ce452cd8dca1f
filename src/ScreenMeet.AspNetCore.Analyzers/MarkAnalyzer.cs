using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScreenMeet.AspNetCore.Analyzers;

// Finds attributes where they guard nothing.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MarkAnalyzer : WebhookAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.AttributeOutsideMvc, Rules.PageMarked, Rules.NotAnAction];

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        var application = new ApplicationFacts(context.Compilation, types);
        var actions = new Actions(types);
        context.RegisterOperationAction(
            operation =>
            {
                if (operation.Operation.Syntax is AttributeSyntax { Parent.Parent: { } target } attribute
                    && ((IAttributeOperation)operation.Operation).Operation is IObjectCreationOperation { Type: { } type }
                    && type.Is(types.Mark)
                    && FindMistake(target, operation.Operation.SemanticModel!, actions, application, operation.CancellationToken) is { } mistake)
                {
                    operation.ReportDiagnostic(Rules.Diagnose(mistake, attribute.GetLocation()));
                }
            },
            OperationKind.Attribute);
    }

    private static string? FindMistake(SyntaxNode target, SemanticModel model, Actions actions, ApplicationFacts application, CancellationToken cancellationToken)
    {
        if (target is LocalFunctionStatementSyntax function)
        {
            return Mistakes.AttributeOutsideMvc(function.Identifier.ValueText);
        }

        if (target is LambdaExpressionSyntax lambda)
        {
            return Mistakes.AttributeOutsideMvc(EndpointName.Around(lambda));
        }

        if (model.GetDeclaredSymbol(target, cancellationToken) is not IMethodSymbol method || actions.IsAction(method))
        {
            return null;
        }

        if (actions.IsPage(method.ContainingType))
        {
            return Mistakes.PageMarked(method.ContainingType.Name, method.Name);
        }

        // Where it is mapped, the endpoint is what has to be changed.
        return application.IsMapped(method, cancellationToken) ? null : CompileTimeMistakes.NotAnAction(method.NameWithType());
    }
}
