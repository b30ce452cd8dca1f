using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace ScreenMeet.AspNetCore.Analyzers.Tests;

// What the analyzed sources are compiled with, all of it from this machine.
internal static class Sources
{
    public const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    public const string Usings = """
        using Microsoft.AspNetCore.Authorization;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.Mvc.RazorPages;
        using Microsoft.AspNetCore.OutputCaching;
        using ScreenMeet.AspNetCore;
        using ScreenMeet.Webhooks;

        """;

    // Neither a package nor a download: the references come from the runtime that runs the tests.
    public static ReferenceAssemblies NoPackages { get; } = new("net10.0");

    public static IReadOnlyList<MetadataReference> Framework { get; } = [.. Assemblies(path => path.Contains("Microsoft.NETCore.App", StringComparison.Ordinal) || path.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal))];

    public static IReadOnlyList<MetadataReference> Ours { get; } =
    [
        MetadataReference.CreateFromFile(typeof(ScreenMeetDelivery).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(Webhooks.ScreenMeetEvent).Assembly.Location),
    ];

    public static IEnumerable<MetadataReference> Assemblies(Func<string, bool> isWanted) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(isWanted).Select(path => MetadataReference.CreateFromFile(path));
}
