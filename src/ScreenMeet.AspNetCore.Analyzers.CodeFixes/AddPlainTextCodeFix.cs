using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScreenMeet.AspNetCore.Analyzers;

[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AddPlainTextCodeFix : WebhookCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.PlainTextShutOut.Id];

    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node)
    {
        var plainText = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal("text/plain"));
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is { ArgumentList: { } arguments })
        {
            // What is named comes last.
            var index = arguments.Arguments.TakeWhile(static argument => argument.NameEquals is null).Count();
            var replacement = arguments.WithArguments(arguments.Arguments.Insert(index, SyntaxFactory.AttributeArgument(plainText)));
            Offer(context, diagnostic, "Include text/plain", cancellationToken => document.ReplaceAsync(arguments, replacement, cancellationToken));
        }
        else if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call)
        {
            var replacement = call.ArgumentList.AddArguments(SyntaxFactory.Argument(plainText));
            Offer(context, diagnostic, "Include text/plain", cancellationToken => document.ReplaceAsync(call.ArgumentList, replacement, cancellationToken));
        }
    }
}
