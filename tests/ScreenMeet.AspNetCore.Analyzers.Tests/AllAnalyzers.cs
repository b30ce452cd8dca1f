using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ScreenMeet.AspNetCore.Analyzers.Tests;

internal static class AllAnalyzers
{
    public static ImmutableArray<DiagnosticAnalyzer> Instances { get; } =
    [
        .. typeof(Rules).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static CSharpCompilation Compile(IEnumerable<string> sources, IEnumerable<MetadataReference>? references = null)
    {
        var texts = sources.ToArray();
        var isProgram = texts.Any(text => text.Contains("WebApplication.Create", StringComparison.Ordinal) && text.Contains("app.Run();", StringComparison.Ordinal));
        var compilation = CSharpCompilation.Create(
            $"Application{Guid.NewGuid():N}",
            texts.Append(Sources.GlobalUsings).Select(text => CSharpSyntaxTree.ParseText(text)),
            references ?? [.. Sources.Framework, .. Sources.Ours],
            new CSharpCompilationOptions(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return compilation;
    }

    public static async Task<IReadOnlyList<Diagnostic>> RunAsync(Compilation compilation)
    {
        var diagnostics = await compilation.WithAnalyzers(Instances).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Id.StartsWith("AD", StringComparison.Ordinal));
        return diagnostics;
    }
}
