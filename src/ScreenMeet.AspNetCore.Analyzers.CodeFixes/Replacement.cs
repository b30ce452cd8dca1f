using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace ScreenMeet.AspNetCore.Analyzers;

// The edits that several fixes share.
internal static class Replacement
{
    // Marks the types whose namespaces are to be imported.
    public static readonly SyntaxAnnotation Imported = new();

    public static async Task<Document> ReplaceAsync(this Document document, SyntaxNode node, SyntaxNode replacement, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        return document.WithSyntaxRoot(root!.ReplaceNode(node, replacement));
    }

    // The type as it is written here, with its namespace imported if it is not.
    public static async Task<TypeSyntax?> TypeAsync(this Document document, string metadataName, CancellationToken cancellationToken)
    {
        var compilation = await document.Project.GetCompilationAsync(cancellationToken).ConfigureAwait(false);
        return compilation?.GetTypeByMetadataName(metadataName) is { } type
            ? ((TypeSyntax)SyntaxGenerator.GetGenerator(document).TypeExpression(type)).WithAdditionalAnnotations(Imported, Simplifier.Annotation)
            : null;
    }

    // Gives a parameter another type, and the count of its events the name that this type has for it.
    public static async Task<Document> ChangeTypeAsync(this Document document, TypeSyntax old, TypeSyntax type, string count, Func<AttributeListSyntax, bool>? removed, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        if (old.Parent is not ParameterSyntax parameter)
        {
            editor.ReplaceNode(old, type.WithTriviaFrom(old));
            return editor.GetChangedDocument();
        }

        var other = count == "Count" ? "Length" : "Count";
        foreach (var access in (parameter.Parent?.FirstAncestorOrSelf<SyntaxNode>(static node => node is LambdaExpressionSyntax or BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax) ?? parameter)
            .DescendantNodes()
            .OfType<MemberAccessExpressionSyntax>()
            .Where(access => access.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == parameter.Identifier.ValueText && access.Name.Identifier.ValueText == other))
        {
            if (access.Parent is not InvocationExpressionSyntax)
            {
                editor.ReplaceNode(access.Name, SyntaxFactory.IdentifierName(count).WithTriviaFrom(access.Name));
            }
        }

        editor.ReplaceNode(old, type.WithTriviaFrom(old));
        foreach (var list in parameter.AttributeLists.Where(list => removed?.Invoke(list) == true))
        {
            editor.RemoveNode(list, SyntaxRemoveOptions.KeepNoTrivia);
        }

        return editor.GetChangedDocument();
    }

    // Without the brackets, if the attribute was alone in them.
    public static SyntaxNode ToRemove(AttributeSyntax attribute) =>
        attribute.Parent is AttributeListSyntax { Attributes.Count: 1 } list ? list : attribute;

    public static AttributeListSyntax? ListFor(SyntaxList<AttributeListSyntax> lists) => lists.LastOrDefault(static list => list.Target is null);
}
