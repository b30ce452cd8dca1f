using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace ScreenMeet.Packages.Tests.Packing;

// A .nupkg file, opened.
public sealed class Package
{
    // Every package has these, because the format demands them.
    private static readonly string[] s_plumbing = ["_rels/", "package/", "[Content_Types].xml"];

    private readonly Dictionary<string, byte[]> _files = [];

    public Package(string file)
    {
        using var archive = ZipFile.OpenRead(file);
        foreach (var entry in archive.Entries.Where(entry => !s_plumbing.Any(start => entry.FullName.StartsWith(start, StringComparison.Ordinal))))
        {
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            _files.Add(entry.FullName, copy.ToArray());
        }
    }

    public IEnumerable<string> Files => _files.Keys.Order(StringComparer.Ordinal);

    // The assemblies that this repository builds.
    public IEnumerable<string> Assemblies => Files.Where(static file => SourceProject.All.Any(project => Path.GetFileName(file) == $"{project.AssemblyName}.dll"));

    public byte[] this[string file] => _files[file];

    // Without namespaces, which change from version to version of NuGet.
    public XElement Metadata
    {
        get
        {
            var specification = XDocument.Parse(Text(Files.Single(file => file.EndsWith(".nuspec", StringComparison.Ordinal))));
            foreach (var element in specification.Descendants())
            {
                element.Name = element.Name.LocalName;
            }

            return specification.Root!.Element("metadata")!;
        }
    }

    public string Text(string file) => new StreamReader(new MemoryStream(_files[file]), Encoding.UTF8).ReadToEnd();
}
