using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScreenMeet.AspNetCore.Analyzers;

// Names an endpoint by the call that maps it, as it is written.
internal static class EndpointName
{
    private const int Longest = 60;

    public static string Of(InvocationExpressionSyntax map)
    {
        var name = map.Expression is MemberAccessExpressionSyntax member ? member.Name : map.Expression;
        var pattern = map.ArgumentList.Arguments.FirstOrDefault()?.Expression is LiteralExpressionSyntax literal ? literal.ToString() : "…";
        var text = $"{name}({pattern})";
        return text.Length <= Longest ? text : name.ToString();
    }

    public static string Around(SyntaxNode handler) =>
        handler.FirstAncestorOrSelf<ArgumentSyntax>() is { Parent.Parent: InvocationExpressionSyntax map } ? Of(map) : "a lambda";
}
