using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ScreenMeet.AspNetCore.Analyzers;

// Finds mistakes in the actions of controllers, and in the handlers of Razor Pages.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ActionAnalyzer : WebhookAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.ActionUnmarked,
        Rules.NotBoundByAction,
        Rules.PlainTextShutOut,
        Rules.AsyncVoid,
        Rules.PolicyOnAction,
        Rules.OutputCached,
        Rules.PageWithEvents,
        Rules.MarkByType,
        Rules.PostShutOut,
    ];

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        var application = new ApplicationFacts(context.Compilation, types);
        context.RegisterSymbolAction(symbol => new ActionCheck(types, application, symbol).Run((INamedTypeSymbol)symbol.Symbol), SymbolKind.NamedType);
    }
}
