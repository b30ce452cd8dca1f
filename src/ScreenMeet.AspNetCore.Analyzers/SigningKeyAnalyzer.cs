using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScreenMeet.AspNetCore.Analyzers;

// Finds signing keys in the source code, except that of tests.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SigningKeyAnalyzer : WebhookAnalyzer
{
    private static readonly string[] s_testFrameworks =
    [
        "xunit.core", "xunit.v3.core", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework", "TUnit.Core",
        "Microsoft.AspNetCore.TestHost", "Microsoft.AspNetCore.Mvc.Testing",
    ];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.KeyInCode];

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        if (IsTest(context.Compilation, context.Options))
        {
            return;
        }

        context.RegisterOperationAction(
            operation =>
            {
                var assignment = (ISimpleAssignmentOperation)operation.Operation;
                Check(assignment.Target, assignment.Value, types, operation);
            },
            OperationKind.SimpleAssignment);
        context.RegisterOperationAction(
            operation =>
            {
                var assignment = (IDeconstructionAssignmentOperation)operation.Operation;
                if (assignment.Target is ITupleOperation targets && Chain.Unwrap(assignment.Value) is ITupleOperation values)
                {
                    foreach (var (target, value) in targets.Elements.Zip(values.Elements, static (target, value) => (target, value)))
                    {
                        Check(target, value, types, operation);
                    }
                }
            },
            OperationKind.DeconstructionAssignment);
        context.RegisterOperationAction(
            operation =>
            {
                var creation = (IObjectCreationOperation)operation.Operation;
                if (creation.Type.Is(types.SigningKeys))
                {
                    Check(creation.Arguments, operation);
                }
            },
            OperationKind.ObjectCreation);
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (call.TargetMethod.ContainingType.Is(types.Signature))
                {
                    Check(call.Arguments.Where(static argument => argument.Parameter?.Name is "signingKey" or "signingKeys"), operation);
                }
            },
            OperationKind.Invocation);
    }

    private static bool IsTest(Compilation compilation, AnalyzerOptions options) =>
        (options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.IsTestProject", out var isTest) && bool.TryParse(isTest, out var value) && value)
        || compilation.ReferencedAssemblyNames.Any(static reference => s_testFrameworks.Contains(reference.Name));

    private static void Check(IOperation target, IOperation value, KnownTypes types, OperationAnalysisContext context)
    {
        if (target is IPropertyReferenceOperation { Property: { Name: "SigningKey" or "PreviousSigningKey" } property }
            && (property.ContainingType.Is(types.Options) || property.ContainingType.Is(types.SigningKeys)))
        {
            Check(value, context);
        }
    }

    private static void Check(IEnumerable<IArgumentOperation> arguments, OperationAnalysisContext context)
    {
        foreach (var value in arguments.SelectMany(static argument => ElementsOf(argument.Value)))
        {
            Check(value, context);
        }
    }

    private static ImmutableArray<IOperation> ElementsOf(IOperation value) => Chain.Unwrap(value) switch
    {
        ICollectionExpressionOperation collection => collection.Elements,
        IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
        { } other => [other],
        null => [],
    };

    private static void Check(IOperation value, OperationAnalysisContext context)
    {
        if (!string.IsNullOrWhiteSpace(Chain.Unwrap(value).Constant()))
        {
            context.ReportDiagnostic(Rules.Diagnose(CompileTimeMistakes.KeyInCode(), value.Syntax.GetLocation()));
        }
    }
}
