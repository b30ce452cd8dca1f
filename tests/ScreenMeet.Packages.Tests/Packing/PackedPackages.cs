using System.Globalization;

namespace ScreenMeet.Packages.Tests.Packing;

// All packages, packed once.
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly Dictionary<string, Package> _packages = [];

    // No cache has this version, so what the consumers get was packed now. A tag would name it.
    public string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"1.0.{Random.Shared.Next(1000, ushort.MaxValue)}");

    public string Commit { get; private set; } = null!;

    public string Feed { get; private set; } = null!;

    public IEnumerable<string> Names => _packages.Keys.Order(StringComparer.Ordinal);

    internal SourceTree Sources { get; } = SourceTree.Copy();

    public Package this[string name] => _packages[name];

    public async ValueTask InitializeAsync()
    {
        Commit = await Sources.CommitAsync();
        Feed = await Sources.PackAsync(VersionArgument);
        foreach (var file in Directory.EnumerateFiles(Feed, "*.nupkg"))
        {
            _packages.Add(Path.GetFileName(file)[..^$".{Version}.nupkg".Length], new Package(file));
        }
    }

    public string VersionArgument => $"-p:MinVerVersionOverride={Version}";

    public ValueTask DisposeAsync()
    {
        Sources.Dispose();
        return ValueTask.CompletedTask;
    }
}
