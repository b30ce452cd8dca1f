using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

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

        // Operations do not reach the attributes of lambdas and local functions.
        context.RegisterSyntaxNodeAction(
            node =>
            {
                var attribute = (AttributeSyntax)node.Node;
                if (attribute.Parent?.Parent is { } target
                    && node.SemanticModel.GetTypeInfo(attribute, node.CancellationToken).Type.Is(types.Mark)
                    && FindMistake(target, node.SemanticModel, actions, application, node.CancellationToken) is { } mistake)
                {
                    node.ReportDiagnostic(Rules.Diagnose(mistake, attribute.GetLocation()));
                }
            },
            SyntaxKind.Attribute);
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
