using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScreenMeet.AspNetCore.Analyzers;

// What the whole compilation says about its webhooks. A fact is looked up when the first mark asks for it, so that its mistake is
// reported, and can be fixed, while the code is typed, rather than at the end of a build.
internal sealed class ApplicationFacts(Compilation compilation, KnownTypes types)
{
    private static readonly string[] s_mapControllers = ["MapControllers", "MapControllerRoute", "MapDefaultControllerRoute", "MapAreaControllerRoute"];

    private readonly object _lock = new();
    private string[]? _names;
    private bool? _marksActions;

    // The names that constant registrations have. Empty where nothing is registered here, or under a name that is not constant.
    public IReadOnlyCollection<string> RegisteredNames(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _names ??= FindNames(cancellationToken);
        }
    }

    // Whether a convention or a filter may mark actions that carry no mark themselves.
    public bool MarksActionsByConvention(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _marksActions ??= FindConvention(cancellationToken);
        }
    }

    // Whether the method is mapped as the handler of an endpoint.
    public bool IsMapped(IMethodSymbol method, CancellationToken cancellationToken) =>
        Nodes<IdentifierNameSyntax>(method.Name, cancellationToken)
            .Where(found => found.Node.Identifier.ValueText == method.Name && IsArgumentOfMap(found.Node))
            .Any(found => found.Model.GetSymbolInfo(found.Node, cancellationToken) is var info && (info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols).Any(candidate => candidate.Is(method)));

    private static bool IsArgumentOfMap(SimpleNameSyntax name)
    {
        SyntaxNode argument = name.Parent is MemberAccessExpressionSyntax member && member.Name == name ? member : name;
        return argument.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax called } }
            && called.Name.Identifier.ValueText.StartsWith("Map", StringComparison.Ordinal);
    }

    private string[] FindNames(CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (node, model) in Nodes<InvocationExpressionSyntax>("AddScreenMeetWebhooks", cancellationToken))
        {
            if (model.GetSymbolInfo(node, cancellationToken).Symbol is not IMethodSymbol method || !method.ContainingType.Is(types.ServiceCollectionExtensions))
            {
                continue;
            }

            var index = method.Parameters.IndexOf(method.Parameters.FirstOrDefault(static parameter => parameter.Name == "name")!);
            if (index < 0)
            {
                names.Add("");
                continue;
            }

            var arguments = node.ArgumentList.Arguments;
            var argument = arguments.FirstOrDefault(static argument => argument.NameColon?.Name.Identifier.ValueText == "name") ?? arguments.ElementAtOrDefault(index);
            if (argument is null || model.GetConstantValue(argument.Expression, cancellationToken) is not { HasValue: true, Value: string name })
            {
                return [];
            }

            names.Add(name);
        }

        return [.. names];
    }

    private bool FindConvention(CancellationToken cancellationToken) =>
        Nodes<InvocationExpressionSyntax>("RequireScreenMeetSignature", cancellationToken).Any(found =>
            found.Model.GetSymbolInfo(found.Node, cancellationToken).Symbol is IMethodSymbol method
            && method.ContainingType.Is(types.ConventionExtensions)
            && method.TypeArguments.Any(builder => builder.Is(types.ControllersBuilder) || (builder.Is(types.GroupBuilder) && GroupsHaveControllers(cancellationToken))))
        || Nodes<ObjectCreationExpressionSyntax>("ScreenMeetWebhook", cancellationToken).Any(found =>
            found.Model.GetTypeInfo(found.Node, cancellationToken).Type.Is(types.Mark) && !IsMetadata(found.Node));

    private bool GroupsHaveControllers(CancellationToken cancellationToken) => s_mapControllers.Any(name =>
        Nodes<InvocationExpressionSyntax>(name, cancellationToken).Any(found =>
            found.Node.Expression is MemberAccessExpressionSyntax member && found.Model.GetTypeInfo(member.Expression, cancellationToken).Type.Is(types.GroupBuilder)));

    // As metadata, the attribute marks nothing.
    private static bool IsMetadata(SyntaxNode mark) =>
        mark.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WithMetadata" } };

    // The nodes of the trees whose text has the word in it.
    private IEnumerable<(TNode Node, SemanticModel Model)> Nodes<TNode>(string word, CancellationToken cancellationToken)
        where TNode : SyntaxNode
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!tree.GetText(cancellationToken).ToString().Contains(word))
            {
                continue;
            }

#pragma warning disable RS1030 // The facts are of other trees than the one that is analyzed, and only of the few that have the word.
            var model = compilation.GetSemanticModel(tree);
#pragma warning restore RS1030
            foreach (var node in tree.GetRoot(cancellationToken).DescendantNodes().OfType<TNode>())
            {
                if (node is not InvocationExpressionSyntax invocation || IsCallOf(invocation, word))
                {
                    yield return (node, model);
                }
            }
        }
    }

    private static bool IsCallOf(InvocationExpressionSyntax invocation, string name) => invocation.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText == name,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText == name,
        SimpleNameSyntax simple => simple.Identifier.ValueText == name,
        _ => false,
    };
}
