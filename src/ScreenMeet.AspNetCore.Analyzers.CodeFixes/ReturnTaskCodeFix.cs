using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScreenMeet.AspNetCore.Analyzers;

[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ReturnTaskCodeFix : WebhookCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.AsyncVoid.Id];

    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node)
    {
        if (node is PredefinedTypeSyntax type)
        {
            Offer(context, diagnostic, "Return a Task", async cancellationToken =>
                await document.TypeAsync("System.Threading.Tasks.Task", cancellationToken).ConfigureAwait(false) is { } task
                    ? await document.ReplaceAsync(type, task.WithTriviaFrom(type), cancellationToken).ConfigureAwait(false)
                    : document);
        }
    }
}
