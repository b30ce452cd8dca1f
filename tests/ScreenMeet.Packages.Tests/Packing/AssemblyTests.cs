using System.Reflection;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Xml.Linq;

namespace ScreenMeet.Packages.Tests.Packing;

// What is in the packed assemblies.
public sealed class AssemblyTests(PackedPackages packages)
{
    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void The_symbols_are_inside_and_lead_to_the_sources(string name)
    {
        var address = PackageTests.RepositoryUrl.Replace("https://github.com/", "", StringComparison.Ordinal);
        AssertAll(name, assembly =>
        {
            var link = JsonDocument.Parse(assembly.SourceLink!).RootElement.GetProperty("documents").EnumerateObject().Single();

            Assert.Equal("/_/*", link.Name);
            Assert.EndsWith($"/{address}/{packages.Commit}/*", link.Value.GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(assembly.Documents);
            Assert.All(assembly.Documents, document => Assert.True(
                document.IsEmbedded || (document.Path.StartsWith("/_/src/", StringComparison.Ordinal) && File.Exists(Path.Combine(packages.Sources.Folder, document.Path["/_/".Length..]))),
                document.Path));
        });
    }

    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void Nothing_in_an_assembly_depends_on_where_it_was_built(string name) => AssertAll(name, assembly =>
    {
        Assert.True(assembly.IsReproducible);
        Assert.All(assembly.Documents, static document => Assert.StartsWith("/_/", document.Path, StringComparison.Ordinal));
    });

    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void An_assembly_has_the_version_of_its_package_and_the_address_of_the_repository(string name) => AssertAll(name, assembly =>
    {
        Assert.Equal("1.0.0.0", assembly.Assembly.GetName().Version!.ToString());
        Assert.Equal($"{packages.Version}.0", assembly.Attribute<AssemblyFileVersionAttribute>());
        Assert.Equal(packages.Version, assembly.Attribute<AssemblyInformationalVersionAttribute>()!.Split('+')[0]);
        Assert.Contains(assembly.Attributes<AssemblyMetadataAttribute>(), static pair => pair[0] == "RepositoryUrl" && pair[1] == PackageTests.RepositoryUrl);
        Assert.Contains(assembly.Attributes<TargetFrameworkAttribute>().Single()[0], new[] { ".NETCoreApp,Version=v10.0", ".NETStandard,Version=v2.0" });
    });

    [Theory]
    [MemberData(nameof(SourceProject.Packages), MemberType = typeof(SourceProject))]
    public void Only_analyzers_need_the_compiler_and_nothing_needs_a_test_framework(string name)
    {
        foreach (var file in packages[name].Assemblies)
        {
            using var assembly = new PackedAssembly(packages[name][file]);
            var references = assembly.Assembly.GetReferencedAssemblies().Select(static reference => reference.Name!).ToArray();

            Assert.Equal(file.StartsWith("analyzers/", StringComparison.Ordinal), references.Any(static reference => reference.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)));
            Assert.DoesNotContain(references, static reference => reference.StartsWith("xunit", StringComparison.Ordinal) || reference.EndsWith("TestHarness", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(SourceProject.Libraries), MemberType = typeof(SourceProject))]
    public void A_library_says_whether_it_can_be_trimmed(string name)
    {
        var project = SourceProject.Find(name);
        using var assembly = new PackedAssembly(packages[name][$"lib/net10.0/{name}.dll"]);

        Assert.Equal(project["IsTrimmedLibrary"] == "true", assembly.Attributes<AssemblyMetadataAttribute>().Any(static pair => pair[0] == "IsTrimmable" && pair[1] == "True"));
        Assert.Equal(project["IsTrimmedLibrary"] == "true", assembly.Attributes<AssemblyMetadataAttribute>().Any(static pair => pair[0] == "IsAotCompatible" && pair[1] == "True"));
    }

    [Theory]
    [MemberData(nameof(SourceProject.Libraries), MemberType = typeof(SourceProject))]
    public void Each_public_type_of_a_library_is_documented(string name)
    {
        using var assembly = new PackedAssembly(packages[name][$"lib/net10.0/{name}.dll"]);
        var documented = XElement.Parse(packages[name].Text($"lib/net10.0/{name}.xml")).Descendants("member").Select(static member => member.Attribute("name")!.Value).ToHashSet();

        Assert.NotEmpty(assembly.PublicTypes);
        Assert.All(assembly.PublicTypes, type => Assert.Contains($"T:{type}", documented));
    }

    // With another path and another origin, as another machine has.
    [Fact]
    public async Task Another_clone_of_the_same_commit_packs_the_same_assemblies()
    {
        using var clone = await packages.Sources.CloneAsync();

        var folder = await clone.PackAsync(packages.VersionArgument);

        foreach (var name in packages.Names)
        {
            var other = new Package(Path.Combine(folder, $"{name}.{packages.Version}.nupkg"));
            Assert.All(packages[name].Assemblies, file => Assert.True(packages[name][file].AsSpan().SequenceEqual(other[file]), $"{file} in {name} is not the same."));
        }
    }

    private void AssertAll(string name, Action<PackedAssembly> assert)
    {
        Assert.NotEmpty(packages[name].Assemblies);
        foreach (var file in packages[name].Assemblies)
        {
            using var assembly = new PackedAssembly(packages[name][file]);
            assert(assembly);
        }
    }
}
