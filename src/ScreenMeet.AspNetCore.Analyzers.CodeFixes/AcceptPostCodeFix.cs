using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScreenMeet.AspNetCore.Analyzers;

[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class AcceptPostCodeFix : WebhookCodeFix
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.PostShutOut.Id];

    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute)
        {
            if (node is SimpleNameSyntax map)
            {
                Offer(context, diagnostic, "Call MapPost", cancellationToken => document.ReplaceAsync(map, SyntaxFactory.IdentifierName("MapPost").WithTriviaFrom(map), cancellationToken));
            }

            return;
        }

        var name = attribute.Name is QualifiedNameSyntax qualified ? qualified.Right : attribute.Name;
        if (!name.ToString().StartsWith("AcceptVerbs", StringComparison.Ordinal))
        {
            Offer(context, diagnostic, "Use [HttpPost]", cancellationToken => document.ReplaceAsync(name, SyntaxFactory.IdentifierName("HttpPost").WithTriviaFrom(name), cancellationToken));
        }
    }
}
