using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScreenMeet.AspNetCore.Analyzers;

// Finds the middleware before the routing that tells it which endpoint a request is for.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PipelineAnalyzer : WebhookAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.MiddlewareBeforeRouting];

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types) =>
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (IsMiddleware(call, types) && call.Syntax is InvocationExpressionSyntax syntax && IsBeforeRouting(call, types))
                {
                    operation.ReportDiagnostic(Rules.Diagnose(CompileTimeMistakes.MiddlewareBeforeRouting(), Syntax.NameOf(syntax)));
                }
            },
            OperationKind.Invocation);

    private static bool IsMiddleware(IInvocationOperation call, KnownTypes types) =>
        call.TargetMethod is { Name: "UseScreenMeetWebhooks" } method && method.ContainingType.Is(types.ApplicationBuilderExtensions);

    private static bool IsRouting(IInvocationOperation call, KnownTypes types) =>
        call.TargetMethod is { Name: "UseRouting" } method && method.ContainingType.Is(types.RoutingExtensions);

    // In the calls of one block on one application.
    private static bool IsBeforeRouting(IInvocationOperation call, KnownTypes types)
    {
        IOperation statement = call;
        while (statement.Parent is not (IBlockOperation or null))
        {
            if (statement is IAnonymousFunctionOperation)
            {
                return false;
            }

            statement = statement.Parent;
        }

        if (statement.Parent is not IBlockOperation block)
        {
            return false;
        }

        var root = Chain.Root(call);
        var calls = block.Operations.OfType<IExpressionStatementOperation>().SelectMany(CallsOf).Where(other => Chain.Root(other).Is(root)).ToArray();
        var middleware = Array.IndexOf(calls, call);
        return middleware >= 0 && Array.FindIndex(calls, other => IsRouting(other, types)) > middleware;
    }

    // In the order in which they are executed.
    private static IEnumerable<IInvocationOperation> CallsOf(IExpressionStatementOperation statement)
    {
        var calls = new Stack<IInvocationOperation>();
        for (var current = Chain.Unwrap(statement.Operation) as IInvocationOperation; current is not null; current = current.Receiver() as IInvocationOperation)
        {
            calls.Push(current);
        }

        return calls;
    }
}
