using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace ScreenMeet.AspNetCore.Analyzers;

// Replaces the attribute, as metadata or on what is mapped, by a call on the endpoint.
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class RequireSignatureCodeFix : WebhookCodeFix
{
    // A comment before the attribute stays.
    private const SyntaxRemoveOptions Removal = SyntaxRemoveOptions.KeepLeadingTrivia | SyntaxRemoveOptions.AddElasticMarker;

    private const string Title = "Call RequireScreenMeetSignature()";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.AttributeOutsideMvc.Id, Rules.AttributeAsMetadata.Id];

    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute)
        {
            if (MapOf(attribute) is { } map)
            {
                Offer(context, diagnostic, Title, cancellationToken => MoveAsync(document, attribute, map, cancellationToken));
            }
        }
        else if (node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is { } metadata && metadata.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax } call)
        {
            Offer(context, diagnostic, Title, cancellationToken => ReplaceMetadataAsync(document, metadata, call, cancellationToken));
        }
        else if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } mapOfMethod)
        {
            context.RegisterCodeFix(CodeAction.Create(Title, cancellationToken => MoveFromMethodAsync(document, node, mapOfMethod, cancellationToken), Title), diagnostic);
        }
    }

    // The call that maps the lambda, or in the same file the local function.
    private static InvocationExpressionSyntax? MapOf(AttributeSyntax attribute) => attribute.Parent?.Parent switch
    {
        LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax map } } => map,
        LocalFunctionStatementSyntax function => function.SyntaxTree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == function.Identifier.ValueText)
            .Select(static name => (name.Parent as ArgumentSyntax)?.Parent?.Parent as InvocationExpressionSyntax)
            .FirstOrDefault(static map => map is { Expression: MemberAccessExpressionSyntax called } && called.Name.Identifier.ValueText.StartsWith("Map", StringComparison.Ordinal)),
        _ => null,
    };

    private static async Task<Document> MoveAsync(Document document, AttributeSyntax attribute, InvocationExpressionSyntax map, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        var name = attribute.ArgumentList?.Arguments.FirstOrDefault()?.Expression;
        editor.RemoveNode(Replacement.ToRemove(attribute), Removal);
        editor.ReplaceNode(map, (current, _) => Require((ExpressionSyntax)current, name));
        return editor.GetChangedDocument();
    }

    private static async Task<Document> ReplaceMetadataAsync(Document document, BaseObjectCreationExpressionSyntax metadata, InvocationExpressionSyntax call, CancellationToken cancellationToken)
    {
        var name = metadata.ArgumentList?.Arguments.FirstOrDefault()?.Expression;
        var member = (MemberAccessExpressionSyntax)call.Expression;
        var argument = call.ArgumentList.Arguments.FirstOrDefault(candidate => candidate.Expression == metadata);
        if (argument is null)
        {
            return document;
        }

        var replacement = call.ArgumentList.Arguments.Count == 1
            ? call.WithExpression(member.WithName(SyntaxFactory.IdentifierName("RequireScreenMeetSignature"))).WithArgumentList(Arguments(name))
            : Require(call.WithArgumentList(call.ArgumentList.WithArguments(call.ArgumentList.Arguments.Remove(argument))), name);
        return await document.ReplaceAsync(call, replacement, cancellationToken).ConfigureAwait(false);
    }

    // The method keeps the attribute if it is an action too.
    private static async Task<Solution> MoveFromMethodAsync(Document document, SyntaxNode handler, InvocationExpressionSyntax map, CancellationToken cancellationToken)
    {
        var editor = new SolutionEditor(document.Project.Solution);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var method = model!.GetSymbolInfo(handler, cancellationToken) is var info ? info.Symbol ?? info.CandidateSymbols.FirstOrDefault() : null;
        var attribute = method?.GetAttributes().FirstOrDefault(static candidate => candidate.AttributeClass?.Name == "ScreenMeetWebhookAttribute");
        var syntax = attribute?.ApplicationSyntaxReference is { } reference ? await reference.GetSyntaxAsync(cancellationToken).ConfigureAwait(false) as AttributeSyntax : null;
        var isAction = method is { IsStatic: false } && method.ContainingType.Name.EndsWith("Controller", StringComparison.Ordinal);
        if (syntax is not null && !isAction && document.Project.Solution.GetDocument(syntax.SyntaxTree) is { } declaring)
        {
            var declaringEditor = await editor.GetDocumentEditorAsync(declaring.Id, cancellationToken).ConfigureAwait(false);
            declaringEditor.RemoveNode(Replacement.ToRemove(syntax), Removal);
        }

        var mapEditor = await editor.GetDocumentEditorAsync(document.Id, cancellationToken).ConfigureAwait(false);
        mapEditor.ReplaceNode(map, (current, _) => Require((ExpressionSyntax)current, syntax?.ArgumentList?.Arguments.FirstOrDefault()?.Expression));
        return editor.GetChangedSolution();
    }

    private static InvocationExpressionSyntax Require(ExpressionSyntax endpoint, ExpressionSyntax? name) => SyntaxFactory.InvocationExpression(
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, endpoint.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName("RequireScreenMeetSignature")),
        Arguments(name)).WithTrailingTrivia(endpoint.GetTrailingTrivia());

    private static ArgumentListSyntax Arguments(ExpressionSyntax? name) => SyntaxFactory.ArgumentList(name is null ? [] : [SyntaxFactory.Argument(name.WithoutTrivia())]);
}
