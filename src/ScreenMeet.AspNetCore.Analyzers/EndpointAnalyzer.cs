using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScreenMeet.AspNetCore.Analyzers;

// Finds mistakes in the calls that map endpoints.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EndpointAnalyzer : WebhookAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.HandlerUnmarked,
        Rules.NotBoundByHandler,
        Rules.SeveralWebhooks,
        Rules.DeliveryFromElsewhere,
        Rules.AttributeOutsideMvc,
        Rules.AttributeAsMetadata,
        Rules.PlainTextShutOut,
        Rules.AsyncVoid,
        Rules.PostShutOut,
    ];

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        var endpoints = new Endpoints(types);
        var parameters = new Parameters(types);
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (call.Syntax is not InvocationExpressionSyntax)
                {
                    return;
                }

                if (endpoints.HandlerOf(call) is { } handler)
                {
                    new HandlerCheck(types, endpoints, parameters, operation).Run(call, handler);
                }
                else if (endpoints.IsRequireSignature(call) || endpoints.IsMapWebhook(call))
                {
                    CheckNames(call, endpoints, operation);
                }
                else if (call.TargetMethod.Name == "WithMetadata")
                {
                    CheckMetadata(call, types, operation);
                }
                else if (call.TargetMethod.Name == "Accepts")
                {
                    CheckAccepts(call, endpoints, operation);
                }
            },
            OperationKind.Invocation);
    }

    // The call is the last one that marks the endpoint, so the names before it are all of them.
    private static void CheckNames(IInvocationOperation call, Endpoints endpoints, OperationAnalysisContext context)
    {
        var marks = Chain.CallsBefore(call).Where(before => endpoints.IsRequireSignature(before) || endpoints.IsMapWebhook(before)).Reverse().Concat([call]);
        var names = marks.Select(Endpoints.NameOf).OfType<string>().Distinct().ToArray();
        if (names.Length > 1 && Endpoints.NameOf(call) is not null)
        {
            Report(context, Mistakes.SeveralWebhooks(EndpointName.Of((InvocationExpressionSyntax)call.Syntax), names), call);
        }
    }

    private static void CheckMetadata(IInvocationOperation call, KnownTypes types, OperationAnalysisContext context)
    {
        foreach (var mark in call.Descendants().OfType<IObjectCreationOperation>().Where(creation => creation.Type.Is(types.Mark) && IsItemOf(creation, call)))
        {
            var name = EndpointName.Of((InvocationExpressionSyntax)(call.Receiver()?.Syntax as InvocationExpressionSyntax ?? call.Syntax));
            var mistake = call.TargetMethod.TypeArguments.Any(builder => builder.Is(types.ControllersBuilder)) ? Mistakes.AttributeAsMetadata(name) : Mistakes.AttributeOutsideMvc(name);
            context.ReportDiagnostic(Rules.Diagnose(mistake, mark.Syntax.GetLocation()));
        }
    }

    // Whether the value is one of those that are passed to the call, rather than to another one within it.
    private static bool IsItemOf(IOperation value, IOperation call)
    {
        var parent = value.Parent;
        while (parent is IConversionOperation or IArrayInitializerOperation or IArrayCreationOperation or ICollectionExpressionOperation or IArgumentOperation)
        {
            parent = parent.Parent;
        }

        return ReferenceEquals(parent, call);
    }

    private static void CheckAccepts(IInvocationOperation call, Endpoints endpoints, OperationAnalysisContext context)
    {
        if (call.TargetMethod.ContainingType.Name != "OpenApiRouteHandlerBuilderExtensions" || !endpoints.IsMarked(call))
        {
            return;
        }

        var arguments = call.Arguments.Where(static argument => argument.Parameter?.Name is "contentType" or "additionalContentTypes").ToArray();
        var values = arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()).Where(static value => value.Type?.SpecialType == SpecialType.System_String).ToArray();
        if (values.All(static value => value.Constant() is not null) && !MediaTypes.IncludePlainText(values.Select(static value => value.Constant()!)))
        {
            Report(context, Mistakes.PlainTextShutOut(EndpointName.Of((InvocationExpressionSyntax)call.Syntax)), call);
        }
    }

    private static void Report(OperationAnalysisContext context, string mistake, IInvocationOperation call) =>
        context.ReportDiagnostic(Rules.Diagnose(mistake, Syntax.NameOf((InvocationExpressionSyntax)call.Syntax)));
}
