using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScreenMeet.AspNetCore.Analyzers;

// The places in the source where a symbol says what is wrong.
internal static class Syntax
{
    public static Location? TypeOf(ISymbol parameterOrProperty, CancellationToken cancellationToken) => DeclarationOf(parameterOrProperty, cancellationToken) switch
    {
        ParameterSyntax { Type: { } type } => type.GetLocation(),
        PropertyDeclarationSyntax property => property.Type.GetLocation(),
        { } other => other.GetLocation(),
        null => null,
    };

    public static Location? ReturnTypeOf(IMethodSymbol method, CancellationToken cancellationToken) => DeclarationOf(method, cancellationToken) switch
    {
        MethodDeclarationSyntax declaration => declaration.ReturnType.GetLocation(),
        LocalFunctionStatementSyntax function => function.ReturnType.GetLocation(),
        ParenthesizedLambdaExpressionSyntax { ReturnType: { } type } => type.GetLocation(),
        { } other => other.GetLocation(),
        null => null,
    };

    public static Location NameOf(InvocationExpressionSyntax invocation) => invocation.Expression is MemberAccessExpressionSyntax member
        ? member.Name.GetLocation()
        : invocation.Expression.GetLocation();

    private static SyntaxNode? DeclarationOf(ISymbol symbol, CancellationToken cancellationToken) =>
        symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken);
}
