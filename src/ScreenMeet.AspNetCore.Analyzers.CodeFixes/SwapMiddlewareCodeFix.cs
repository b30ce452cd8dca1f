using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace ScreenMeet.AspNetCore.Analyzers;

// Moves the middleware right after the routing.
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class SwapMiddlewareCodeFix : WebhookCodeFix
{
    private const string Title = "Call UseScreenMeetWebhooks() right after UseRouting()";

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.MiddlewareBeforeRouting.Id];

    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<StatementSyntax>() is not { } statement)
        {
            return;
        }

        // In one chain, the calls swap their names.
        if (NameOfRouting(statement) is { } routingName && node is SimpleNameSyntax middlewareName)
        {
            Offer(context, diagnostic, Title, async cancellationToken =>
            {
                var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
                return document.WithSyntaxRoot(root!.ReplaceNodes(
                    [routingName, middlewareName],
                    (name, _) => (name == routingName ? middlewareName : routingName).WithTriviaFrom(name)));
            });
            return;
        }

        var block = (statement.Parent as GlobalStatementSyntax ?? (SyntaxNode)statement).Parent!.ChildNodes().ToArray();
        var self = Array.FindIndex(block, candidate => StatementOf(candidate) == statement);
        var routing = Array.FindIndex(block, self + 1, static candidate => StatementOf(candidate) is { } other && NameOfRouting(other) is not null);
        if (self >= 0 && routing > self && IsAlone(statement))
        {
            Offer(context, diagnostic, Title, cancellationToken => MoveAsync(document, block[self], block[routing], cancellationToken));
        }
    }

    private static async Task<Document> MoveAsync(Document document, SyntaxNode middleware, SyntaxNode routing, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        editor.InsertAfter(routing, middleware);
        editor.RemoveNode(middleware, SyntaxRemoveOptions.KeepNoTrivia);
        return editor.GetChangedDocument();
    }

    private static StatementSyntax? StatementOf(SyntaxNode node) => node is GlobalStatementSyntax global ? global.Statement : node as StatementSyntax;

    // A chain that does more than this cannot be moved.
    private static bool IsAlone(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: not InvocationExpressionSyntax } } };

    private static SimpleNameSyntax? NameOfRouting(StatementSyntax statement) => statement is ExpressionStatementSyntax
        ? statement.DescendantNodes(static node => node is not AnonymousFunctionExpressionSyntax).OfType<MemberAccessExpressionSyntax>().Select(static member => member.Name).FirstOrDefault(static name => name.Identifier.ValueText == "UseRouting")
        : null;
}
