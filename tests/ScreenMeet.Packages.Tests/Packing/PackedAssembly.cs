using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using System.Text;

namespace ScreenMeet.Packages.Tests.Packing;

// An assembly with its embedded symbols.
internal sealed class PackedAssembly : IDisposable
{
    private static readonly Guid s_sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid s_embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private readonly PEReader _image;
    private readonly MetadataReaderProvider _symbols;

    public PackedAssembly(byte[] image)
    {
        _image = new PEReader(ImmutableArray.Create(image));
        _symbols = _image.ReadEmbeddedPortablePdbDebugDirectoryData(DebugEntries.Single(static entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb));
        Assembly = new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(new MemoryStream(image));
    }

    public Assembly Assembly { get; }

    public bool IsReproducible => DebugEntries.Any(static entry => entry.Type == DebugDirectoryEntryType.Reproducible);

    public string? SourceLink => Information(EntityHandle.ModuleDefinition, s_sourceLink) is { } json ? Encoding.UTF8.GetString(json) : null;

    // The source files, and whether the symbols contain their text.
    public IEnumerable<(string Path, bool IsEmbedded)> Documents => Symbols.Documents.Select(handle =>
        (Symbols.GetString(Symbols.GetDocument(handle).Name), Information(handle, s_embeddedSource) is not null));

    public IEnumerable<string> PublicTypes
    {
        get
        {
            var metadata = _image.GetMetadataReader();
            return metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
                .Where(static type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
                .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}");
        }
    }

    private MetadataReader Symbols => _symbols.GetMetadataReader();

    private ImmutableArray<DebugDirectoryEntry> DebugEntries => _image.ReadDebugDirectory();

    // The texts of an attribute of the assembly.
    public IEnumerable<string?[]> Attributes<T>()
        where T : Attribute =>
        Assembly.GetCustomAttributesData().Where(static data => data.AttributeType.FullName == typeof(T).FullName).Select(static data => data.ConstructorArguments.Select(static argument => argument.Value as string).ToArray());

    public string? Attribute<T>()
        where T : Attribute =>
        Attributes<T>().Single().Single();

    public void Dispose()
    {
        _symbols.Dispose();
        _image.Dispose();
        AssemblyLoadContext.GetLoadContext(Assembly)!.Unload();
    }

    private byte[]? Information(EntityHandle parent, Guid kind) => Symbols.GetCustomDebugInformation(parent)
        .Select(Symbols.GetCustomDebugInformation)
        .Where(information => Symbols.GetGuid(information.Kind) == kind)
        .Select(information => Symbols.GetBlobBytes(information.Value))
        .SingleOrDefault();
}
