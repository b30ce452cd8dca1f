using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace ScreenMeet.AspNetCore.Analyzers;

[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AddMarkCodeFix : WebhookCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.ActionUnmarked.Id, Rules.MarkByType.Id];

    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node)
    {
        // A filter of the class would have to become the mark of each of its actions.
        if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } action)
        {
            var filter = diagnostic.Id == Rules.MarkByType.Id ? node.FirstAncestorOrSelf<AttributeSyntax>() : null;
            Offer(context, diagnostic, "Add [ScreenMeetWebhook]", cancellationToken => AddAsync(document, action, filter, cancellationToken));
        }
    }

    private static async Task<Document> AddAsync(Document document, MethodDeclarationSyntax action, AttributeSyntax? filter, CancellationToken cancellationToken)
    {
        if (await document.TypeAsync("ScreenMeet.AspNetCore.ScreenMeetWebhookAttribute", cancellationToken).ConfigureAwait(false) is not { } type)
        {
            return document;
        }

        var mark = SyntaxFactory.Attribute((NameSyntax)type).WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
        if (filter is not null)
        {
            return await document.ReplaceAsync(filter, mark, cancellationToken).ConfigureAwait(false);
        }

        if (Replacement.ListFor(action.AttributeLists) is { } list)
        {
            return await document.ReplaceAsync(list, list.AddAttributes(mark), cancellationToken).ConfigureAwait(false);
        }

        var lists = SyntaxFactory.AttributeList([mark]).WithLeadingTrivia(action.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed);
        return await document.ReplaceAsync(action, action.WithoutLeadingTrivia().AddAttributeLists(lists).WithAdditionalAnnotations(Formatter.Annotation), cancellationToken).ConfigureAwait(false);
    }
}
