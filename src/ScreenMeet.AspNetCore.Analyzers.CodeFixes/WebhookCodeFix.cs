using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace ScreenMeet.AspNetCore.Analyzers;

public abstract class WebhookCodeFix : CodeFixProvider
{
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            var location = diagnostic.AdditionalLocations.Count > 0 ? diagnostic.AdditionalLocations[0] : diagnostic.Location;
            if (location.SourceTree is { } tree
                && context.Document.Project.Solution.GetDocument(tree) is { } document
                && await tree.GetRootAsync(context.CancellationToken).ConfigureAwait(false) is var root
                && root.FindNode(location.SourceSpan, getInnermostNodeForTie: true) is { } node)
            {
                Register(context, diagnostic, document, node);
            }
        }
    }

    // The node is where the diagnostic points to.
    private protected abstract void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node);

    private protected static void Offer(CodeFixContext context, Diagnostic diagnostic, string title, Func<CancellationToken, Task<Document>> fix, string? key = null) =>
        context.RegisterCodeFix(
            CodeAction.Create(
                title,
                async cancellationToken =>
                {
                    var document = await fix(cancellationToken).ConfigureAwait(false);
                    return await ImportAdder.AddImportsAsync(document, Replacement.Imported, cancellationToken: cancellationToken).ConfigureAwait(false);
                },
                key ?? title),
            diagnostic);
}
