using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ScreenMeet.AspNetCore.Analyzers;

// The calls before and after a call in a fluent chain, such as app.MapGroup("/webhooks").RequireScreenMeetSignature().MapPost(…).
internal static class Chain
{
    // What a method is called on, also when it is an extension.
    public static IOperation? Receiver(this IInvocationOperation call) =>
        Unwrap(call.TargetMethod.IsExtensionMethod ? call.Argument(0) : call.Instance);

    public static IOperation? Argument(this IInvocationOperation call, int ordinal) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Value;

    // The value of the argument for the parameter that has this name.
    public static IOperation? Argument(this IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value;

    // From the nearest to the first one, also through a variable that holds a part of the chain, such as a group.
    public static IEnumerable<IInvocationOperation> CallsBefore(IInvocationOperation call)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        for (var receiver = call.Receiver(); receiver is not null;)
        {
            if (receiver is IInvocationOperation invocation)
            {
                yield return invocation;
                receiver = invocation.Receiver();
            }
            else
            {
                receiver = receiver is ILocalReferenceOperation { Local: var local } && seen.Add(local) ? InitialValueOf(local, receiver.SemanticModel!) : null;
            }
        }
    }

    public static IEnumerable<IInvocationOperation> CallsAfter(IInvocationOperation call)
    {
        IOperation current = call;
        while (current.Parent is { } parent)
        {
            if (parent is IInvocationOperation next && ReferenceEquals(Unwrap(current), next.Receiver()))
            {
                yield return next;
            }
            else if (parent is not (IConversionOperation or IArgumentOperation))
            {
                yield break;
            }

            current = parent;
        }
    }

    // What the chain begins with: a variable, a parameter, a field or a property.
    public static ISymbol? Root(IInvocationOperation call)
    {
        var receiver = call.Receiver();
        while (receiver is IInvocationOperation invocation)
        {
            receiver = invocation.Receiver();
        }

        return receiver switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IMemberReferenceOperation member => member.Member,
            _ => null,
        };
    }

    public static IOperation? Unwrap(IOperation? operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IArgumentOperation argument:
                    operation = argument.Value;
                    break;
                case IDelegateCreationOperation creation:
                    operation = creation.Target;
                    break;
                default:
                    return operation;
            }
        }
    }

    private static IOperation? InitialValueOf(ILocalSymbol local, SemanticModel model) =>
        local.DeclaringSyntaxReferences.FirstOrDefault() is { } reference
        && reference.SyntaxTree == model.SyntaxTree
        && reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value }
            ? Unwrap(model.GetOperation(value))
            : null;
}
