using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace ScreenMeet.AspNetCore.Analyzers;

[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class RemoveSourceCodeFix : WebhookCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.DeliveryFromElsewhere.Id];

    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ParameterSyntax>() is not { } parameter)
        {
            return;
        }

        Offer(context, diagnostic, "Remove the attribute", async cancellationToken =>
        {
            var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
            foreach (var attribute in parameter.AttributeLists.SelectMany(static list => list.Attributes).Where(static attribute => IsSource(attribute.Name.ToString())))
            {
                editor.RemoveNode(Replacement.ToRemove(attribute), SyntaxRemoveOptions.KeepNoTrivia);
            }

            return editor.GetChangedDocument();
        });
    }

    private static bool IsSource(string attribute) => attribute.Split('.').Last().StartsWith("From", StringComparison.Ordinal);
}
