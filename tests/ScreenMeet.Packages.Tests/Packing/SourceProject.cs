using System.Xml.Linq;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Packing;

// A project under src, as its file describes it.
public sealed class SourceProject
{
    private static readonly XElement s_centralVersions = XElement.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));

    private readonly XElement _xml;

    private SourceProject(string file)
    {
        Name = Path.GetFileNameWithoutExtension(file);
        _xml = XElement.Load(file);
    }

    public static IReadOnlyList<SourceProject> All { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => new SourceProject(file))
            .OrderBy(project => project.Name, StringComparer.Ordinal),
    ];

    public static TheoryData<string> Packages => [.. All.Where(project => project.IsPackable).Select(project => project.Name)];

    public static TheoryData<string> Libraries => [.. All.Where(project => project.IsPackable && !project.IsTool).Select(project => project.Name)];

    public string Name { get; }

    public string AssemblyName => this["AssemblyName"] ?? Name;

    public bool IsPackable => this["IsPackable"] != "false";

    public bool IsTool => this["PackAsTool"] == "true";

    public string? this[string property] => _xml.Descendants(property).FirstOrDefault()?.Value;

    public IEnumerable<string> FrameworkReferences => Included("FrameworkReference").Select(reference => Include(reference)!);

    public IEnumerable<string> ProjectReferences => Included("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(Include(reference))!);

    // With the range of versions.
    public IEnumerable<(string Name, string Range)> PackageReferences => Included("PackageReference").Select(reference => (
        Include(reference)!,
        (string?)reference.Attribute("VersionOverride") ?? (string)s_centralVersions.Descendants("PackageVersion").Single(version => Include(version) == Include(reference)).Attribute("Version")!));

    public static SourceProject Find(string name) => All.Single(project => project.Name == name);

    private IEnumerable<XElement> Included(string item) => _xml.Descendants(item).Where(reference => reference.Attribute("PrivateAssets")?.Value != "all");

    private static string? Include(XElement item) => (string?)item.Attribute("Include");
}
