using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScreenMeet.AspNetCore.Analyzers;

// Finds handlers that get in the way of the transaction in which the inbox runs them.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class InboxHandlerAnalyzer : WebhookAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.TransactionOfItsOwn, Rules.FailureSwallowed];

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        if (types.InboxOptions is null)
        {
            return;
        }

        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (HandlerOf(operation, types) is { } handler && BeginsTransaction(call, types) && call.Syntax is InvocationExpressionSyntax syntax)
                {
                    operation.ReportDiagnostic(Rules.Diagnose(CompileTimeMistakes.TransactionOfItsOwn(handler.Name, $"{call.TargetMethod.Name}()"), Syntax.NameOf(syntax)));
                }
            },
            OperationKind.Invocation);
        context.RegisterOperationAction(
            operation =>
            {
                var created = ((IObjectCreationOperation)operation.Operation).Type;
                if (HandlerOf(operation, types) is { } handler && (created.DerivesFrom(types.TransactionScope) || created.DerivesFrom(types.Transaction)))
                {
                    operation.ReportDiagnostic(Rules.Diagnose(CompileTimeMistakes.TransactionOfItsOwn(handler.Name, $"new {created!.Name}()"), operation.Operation.Syntax.GetLocation()));
                }
            },
            OperationKind.ObjectCreation);
        context.RegisterOperationAction(
            operation =>
            {
                var attempt = (ITryOperation)operation.Operation;
                if (HandlerOf(operation, types) is { } handler && attempt.Body.Descendants().OfType<IInvocationOperation>().Any(call => SavesChanges(call, types)))
                {
                    foreach (var clause in attempt.Catches.Where(clause => Swallows(clause, types)))
                    {
                        operation.ReportDiagnostic(Rules.Diagnose(CompileTimeMistakes.FailureSwallowed(handler.Name), ((CatchClauseSyntax)clause.Syntax).CatchKeyword.GetLocation()));
                    }
                }
            },
            OperationKind.Try);
    }

    private static INamedTypeSymbol? HandlerOf(OperationAnalysisContext context, KnownTypes types) =>
        context.ContainingSymbol.ContainingType is { } type && type.Implements(types.EventHandler) ? type : null;

    private static bool BeginsTransaction(IInvocationOperation call, KnownTypes types)
    {
        var owner = call.TargetMethod.IsExtensionMethod ? call.TargetMethod.Parameters[0].Type : call.TargetMethod.ContainingType;
        return call.TargetMethod.Name is "BeginTransaction" or "BeginTransactionAsync" or "UseTransaction" or "UseTransactionAsync"
            && (owner.DerivesFrom(types.DatabaseFacade) || owner.DerivesFrom(types.DbConnection));
    }

    private static bool SavesChanges(IInvocationOperation call, KnownTypes types) =>
        call.TargetMethod.Name is "SaveChanges" or "SaveChangesAsync" && call.TargetMethod.ContainingType.DerivesFrom(types.DbContext);

    // A filter chooses, and what throws does not swallow.
    private static bool Swallows(ICatchClauseOperation clause, KnownTypes types) =>
        clause.Filter is null
        && (clause.ExceptionType.Is(types.Exception) || clause.ExceptionType.SpecialType == SpecialType.System_Object)
        && !clause.Handler.Descendants().OfType<IThrowOperation>().Any();
}
