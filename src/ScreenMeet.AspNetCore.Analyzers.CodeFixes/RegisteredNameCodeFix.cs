using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScreenMeet.AspNetCore.Analyzers;

// Offers the names that are registered.
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class RegisteredNameCodeFix : WebhookCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.WebhookUnknown.Id];

    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node)
    {
        foreach (var name in diagnostic.Properties.Keys.OrderBy(static name => name, StringComparer.Ordinal))
        {
            if (Rename(node, name) is var (old, renamed))
            {
                Offer(context, diagnostic, name.Length == 0 ? "Use the unnamed webhook" : $"Use \"{name}\"", cancellationToken => document.ReplaceAsync(old, renamed, cancellationToken));
            }
        }
    }

    private static (SyntaxNode Old, SyntaxNode Renamed)? Rename(SyntaxNode mark, string name)
    {
        var literal = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name));
        if (mark.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute)
        {
            return (attribute, attribute.WithArgumentList(name.Length == 0 ? null : SyntaxFactory.AttributeArgumentList([SyntaxFactory.AttributeArgument(literal)])));
        }

        // Without a name, the diagnostic is at the name of the method.
        if (mark.FirstAncestorOrSelf<ArgumentSyntax>() is { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax } arguments } argument && argument.Expression == mark)
        {
            return name.Length == 0
                ? (arguments, arguments.WithArguments(arguments.Arguments.Remove(argument)))
                : (argument, argument.WithExpression(literal.WithTriviaFrom(argument.Expression)));
        }

        return mark.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { ArgumentList: var list } ? (list, list.AddArguments(SyntaxFactory.Argument(literal))) : null;
    }
}
