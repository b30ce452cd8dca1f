using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ScreenMeet.Packages.Tests.Packing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Consumers;

// A folder in which a user makes an application: it knows nothing of this repository, and gets our packages from the feed alone.
public sealed partial class Workshop : IDisposable
{
    // The namespace and the assembly of the application.
    public const string Name = "Consumer";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("screenmeet-consumer-");
    private readonly PackedPackages _packages;
    private string? _machinePackages;

    private Workshop(PackedPackages packages) => _packages = packages;

    public string Folder => Path.Combine(_folder.FullName, Name);

    public static async Task<Workshop> OpenAsync(PackedPackages packages, string template)
    {
        var workshop = new Workshop(packages);
        workshop._machinePackages = (await DotNet.RunAsync(Repository.Root, "nuget", "locals", "global-packages", "--list")).Split(": ", 2)[1].Trim();
        var sources = Sources.Matches(await DotNet.RunAsync(Repository.Root, "nuget", "list", "source")).Select(static source => (Name: source.Groups["name"].Value, Address: source.Groups["address"].Value)).ToArray();
        var configuration = new XElement(
            "configuration",
            new XElement(
                "packageSources",
                new XElement("clear"),
                Add("ours", packages.Feed),
                sources.Select(static source => Add(source.Name, source.Address))),
            new XElement(
                "packageSourceMapping",
                Map("ours", "ScreenMeet.*"),
                sources.Select(static source => Map(source.Name, "*"))));
        await File.WriteAllTextAsync(Path.Combine(workshop._folder.FullName, "nuget.config"), configuration.ToString());
        await workshop.RunInAsync(workshop._folder.FullName, "new", template, "--name", Name, "--no-restore");
        return workshop;

        static XElement Add(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));

        static XElement Map(string key, string pattern) => new("packageSource", new XAttribute("key", key), new XElement("package", new XAttribute("pattern", pattern)));
    }

    public Task<string> RunAsync(params string[] arguments) => RunInAsync(Folder, arguments);

    // As dotnet add package does, but without asking which versions there are.
    public void AddPackage(string id, string? version = null) => Edit($"{Name}.csproj", project =>
    {
        var xml = XElement.Parse(project);
        xml.Add(new XElement("ItemGroup", new XElement("PackageReference", new XAttribute("Include", id), new XAttribute("Version", version ?? _packages.Version))));
        return xml.ToString();
    });

    public string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    public void Write(string path, string text)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public void Edit(string path, Func<string, string> change) => Write(path, change(Read(path)));

    // Puts the code behind the line, which the template must have once.
    public void InsertAfter(string path, string line, string code) => Edit(path, text =>
    {
        Assert.Single(Regex.Matches(text, Regex.Escape(line)));
        return text.Replace(line, $"{line}\n{code}", StringComparison.Ordinal);
    });

    // A warning fails the build.
    public Task<string> BuildAsync() => RunAsync("build", "-warnaserror");

    // Starts what was built, in production, with the signing key as the README says.
    public Task<RunningSample> StartAsync(params (string Name, string Value)[] environment)
    {
        var start = DotNet.Start(Folder, Path.Combine("bin", "Debug", "net10.0", $"{Name}.dll"), "--urls", "http://127.0.0.1:0");
        return RunningSample.StartAsync(Configure(start, environment));
    }

    public ProcessStartInfo Configure(ProcessStartInfo start, params (string Name, string Value)[] environment)
    {
        start.Environment["ScreenMeet__SigningKey"] = Signed.Key;
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // Our packages are installed in this folder, and all others are those that the machine has.
    private Task<string> RunInAsync(string folder, params string[] arguments)
    {
        var start = DotNet.Start(folder, arguments);
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages");
        start.Environment["NUGET_FALLBACK_PACKAGES"] = _machinePackages;

        // A package of a template can name a version that not every feed has.
        start.Environment["NoWarn"] = "NU1603";
        return Commands.RunAsync(start);
    }

    [GeneratedRegex(@"^ +\d+\. +(?<name>.+) \[Enabled\]\r?\n +(?<address>\S.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Sources { get; }
}
