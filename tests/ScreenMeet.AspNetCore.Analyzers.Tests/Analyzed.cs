using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace ScreenMeet.AspNetCore.Analyzers.Tests;

// Analyzes sources in which {|SM0005:…|} is around what is to be reported.
internal static class Analyzed
{
    public static async Task ReportsAsync<TAnalyzer>(string source, IEnumerable<MetadataReference>? references = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>();
        Prepare(test, source, references);
        await test.RunAsync(TestContext.Current.CancellationToken);
    }

    // Fixes one after the other, and all at once: in the document, the project and the solution.
    public static async Task FixesAsync<TAnalyzer, TFix>(string source, string fixedSource, int? action = null, int? iterations = null, (string Name, string Source, string Fixed)? other = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier> { CodeActionIndex = action };
        Prepare(test, source, references: null);
        Add(test.FixedState, fixedSource);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        if (other is { } more)
        {
            test.TestState.Sources.Add((more.Name, more.Source));
            test.FixedState.Sources.Add((more.Name, more.Fixed));
        }

        if (iterations is { } count)
        {
            test.NumberOfIncrementalIterations = count;
        }

        await test.RunAsync(TestContext.Current.CancellationToken);
    }

    private static void Prepare(AnalyzerTest<DefaultVerifier> test, string source, IEnumerable<MetadataReference>? references)
    {
        test.ReferenceAssemblies = Sources.NoPackages;
        Add(test.TestState, source);
        test.TestState.OutputKind = source.Contains("WebApplication.CreateBuilder", StringComparison.Ordinal) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        test.TestState.AdditionalReferences.AddRange(Sources.Framework);
        test.TestState.AdditionalReferences.AddRange(references ?? Sources.Ours);
    }

    private static void Add(SolutionState state, string source)
    {
        state.Sources.Add(("Application.cs", source));
        state.Sources.Add(("GlobalUsings.cs", Sources.GlobalUsings));
    }
}
