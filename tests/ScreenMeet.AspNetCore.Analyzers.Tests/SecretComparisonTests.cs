using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Analyzers.Tests;

// The time that an ordinary comparison takes says how much of a secret was right. ScreenMeetSignature compares in constant time.
public sealed partial class SecretComparisonTests
{
    [Fact]
    public void No_key_and_no_signature_is_compared_as_text()
    {
        var found = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !Generated.IsMatch(file))
            .SelectMany(static file => ComparisonsIn(File.ReadAllText(file), file));

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("if (signature == expected) { }")]
    [InlineData("if (expected != options.SigningKey) { }")]
    [InlineData("if (string.Equals(expected, options.PreviousSigningKey, StringComparison.Ordinal)) { }")]
    [InlineData("if (request.Signature!.Equals(expected)) { }")]
    [InlineData("if (mac.SequenceEqual(expected)) { }")]
    [InlineData("if (expected.AsSpan().SequenceEqual(mac)) { }")]
    [InlineData("if (options.SigningKey is \"whsk_1\") { }")]
    [InlineData("if (string.CompareOrdinal(signature.Trim(), expected) == 0) { }")]
    public void Such_a_comparison_is_found(string statement) => Assert.Single(ComparisonsIn(statement, "here"));

    [Theory]
    [InlineData("if (signature is null || signature == \"\" || signature.Length != 64) { }")]
    [InlineData("if (ReferenceEquals(usable, signingKey)) { }")]
    [InlineData("if (webhookName == expected) { }")]
    public void Another_comparison_is_not(string statement) => Assert.Empty(ComparisonsIn(statement, "here"));

    private static IEnumerable<string> ComparisonsIn(string source, string file) =>
        CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken).DescendantNodes()
            .Where(IsComparisonOfSecrets)
            .Select(node => $"{file}({node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}): {node}");

    private static bool IsComparisonOfSecrets(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } binary =>
            (IsSecret(binary.Left) && !IsEmpty(binary.Right)) || (IsSecret(binary.Right) && !IsEmpty(binary.Left)),
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax constant } pattern => IsSecret(pattern.Expression) && !IsEmpty(constant.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Equals" or "SequenceEqual" or "Compare" or "CompareOrdinal" or "CompareTo" } method } call =>
            IsSecret(method.Expression) || call.ArgumentList.Arguments.Any(static argument => IsSecret(argument.Expression)),
        _ => false,
    };

    // What is named like a secret, or is that text trimmed or sliced.
    private static bool IsSecret(ExpressionSyntax? expression) => expression switch
    {
        IdentifierNameSyntax name => Secret.IsMatch(name.Identifier.Text),
        MemberAccessExpressionSyntax member => Secret.IsMatch(member.Name.Identifier.Text),
        ConditionalAccessExpressionSyntax { WhenNotNull: MemberBindingExpressionSyntax member } => Secret.IsMatch(member.Name.Identifier.Text),
        PostfixUnaryExpressionSyntax postfix => IsSecret(postfix.Operand),
        ParenthesizedExpressionSyntax parenthesized => IsSecret(parenthesized.Expression),
        ElementAccessExpressionSyntax { ArgumentList.Arguments: [{ Expression: RangeExpressionSyntax }] } slice => IsSecret(slice.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax method } => IsSecret(method.Expression),
        _ => false,
    };

    private static bool IsEmpty(ExpressionSyntax expression) =>
        expression.IsKind(SyntaxKind.NullLiteralExpression) || expression.IsKind(SyntaxKind.DefaultLiteralExpression) || expression is LiteralExpressionSyntax { Token.ValueText: "" };

    [GeneratedRegex("^_?((previous)?signingKey|signature|mac|secret)$", RegexOptions.IgnoreCase)]
    private static partial Regex Secret { get; }

    [GeneratedRegex(@"[/\\](obj|bin)[/\\]")]
    private static partial Regex Generated { get; }
}
