using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScreenMeet.AspNetCore.Analyzers;

[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class EventTypeConstantCodeFix : WebhookCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.EventTypeMisspelt.Id];

    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node)
    {
        if ((node as ArgumentSyntax)?.Expression is not { } eventType && (eventType = node as ExpressionSyntax) is null)
        {
            return;
        }

        var constant = diagnostic.Properties.Keys.Single();
        Offer(
            context,
            diagnostic,
            $"Use ScreenMeetEventTypes.{constant}",
            async cancellationToken => await document.TypeAsync("ScreenMeet.Webhooks.ScreenMeetEventTypes", cancellationToken).ConfigureAwait(false) is { } types
                ? await document.ReplaceAsync(eventType, SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, types, SyntaxFactory.IdentifierName(constant)).WithTriviaFrom(eventType), cancellationToken).ConfigureAwait(false)
                : document,
            key: nameof(EventTypeConstantCodeFix));
    }
}
