using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScreenMeet.AspNetCore.Analyzers;

[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UseDeliveryCodeFix : WebhookCodeFix
{
    private static readonly string[] s_sources = ["FromBody", "FromForm", "FromQuery", "FromHeader", "FromRoute", "FromServices", "FromKeyedServices"];

    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.HandlerUnmarked.Id, Rules.NotBoundByHandler.Id];

    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, Document document, SyntaxNode node)
    {
        // An [AsParameters] type has to be changed by hand.
        if (node.FirstAncestorOrSelf<ParameterSyntax>() is { Type: { } type } parameter && !parameter.AttributeLists.Any(static list => Has(list, "AsParameters")))
        {
            Offer(context, diagnostic, "Take a ScreenMeetDelivery", async cancellationToken =>
                await document.TypeAsync("ScreenMeet.AspNetCore.ScreenMeetDelivery", cancellationToken).ConfigureAwait(false) is { } delivery
                    ? await document.ChangeTypeAsync(type, delivery, "Count", static list => s_sources.Any(source => Has(list, source)), cancellationToken).ConfigureAwait(false)
                    : document);
        }
    }

    private static bool Has(AttributeListSyntax list, string attribute) =>
        list.Attributes.Any(candidate => candidate.Name.ToString().Split('.').Last() is var name && (name == attribute || name == attribute + "Attribute"));
}
