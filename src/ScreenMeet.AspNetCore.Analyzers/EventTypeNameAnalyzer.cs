using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScreenMeet.AspNetCore.Analyzers;

// Finds event types in AddHandler that are one letter away from a documented one.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EventTypeNameAnalyzer : WebhookAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.EventTypeMisspelt];

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        var documented = types.EventTypes?.GetMembers().OfType<IFieldSymbol>().Where(static field => field is { IsConst: true, ConstantValue: string }).ToArray() ?? [];
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (call.TargetMethod is { Name: "AddHandler" } method && method.ContainingType.Is(types.WebhooksBuilderExtensions) && call.Argument("eventTypes") is { } eventTypes)
                {
                    foreach (var eventType in eventTypes.Descendants())
                    {
                        Check(eventType, documented, operation);
                    }
                }
            },
            OperationKind.Invocation);
    }

    private static void Check(IOperation eventType, IFieldSymbol[] documented, OperationAnalysisContext context)
    {
        if (eventType.Constant() is not { } text || Array.Exists(documented, field => (string)field.ConstantValue! == text))
        {
            return;
        }

        // Types are compared exactly, so one in other letters is none of them either.
        if (Array.Find(documented, field => Spelling.IsOneLetterAway(text.ToLowerInvariant(), (string)field.ConstantValue!)) is { } meant)
        {
            context.ReportDiagnostic(Rules.Diagnose(
                CompileTimeMistakes.EventTypeMisspelt(text, (string)meant.ConstantValue!, meant.Name), eventType.Syntax.GetLocation(), names: [meant.Name]));
        }
    }
}
