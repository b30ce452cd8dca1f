using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScreenMeet.AspNetCore.Analyzers;

[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UseEventArrayCodeFix : WebhookCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.NotBoundByAction.Id];

    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<ParameterSyntax>()?.Type is { } type || (type = node.FirstAncestorOrSelf<PropertyDeclarationSyntax>()?.Type) is not null)
        {
            Offer(context, diagnostic, "Take ScreenMeetEvent[]", async cancellationToken =>
                await document.TypeAsync("ScreenMeet.Webhooks.ScreenMeetEvent", cancellationToken).ConfigureAwait(false) is { } webhookEvent
                    ? await document.ChangeTypeAsync(type, ArrayOf(webhookEvent, isNullable: type is NullableTypeSyntax), "Length", removed: null, cancellationToken).ConfigureAwait(false)
                    : document);
        }
    }

    private static TypeSyntax ArrayOf(TypeSyntax element, bool isNullable)
    {
        var array = SyntaxFactory.ArrayType(element, [SyntaxFactory.ArrayRankSpecifier([SyntaxFactory.OmittedArraySizeExpression()])]);
        return isNullable ? SyntaxFactory.NullableType(array) : array;
    }
}
