using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Packing;

// A copy of the sources, so that packing does not disturb the repository's own build.
internal sealed class SourceTree : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("screenmeet-sources-");

    public string Folder => _folder.FullName;

    // The working tree as it is, with all projects or with these alone.
    public static SourceTree Copy(params string[] projects)
    {
        var tree = new SourceTree();
        var sources = new DirectoryInfo(Path.Combine(Repository.Root, "src"));
        foreach (var file in new DirectoryInfo(Repository.Root).EnumerateFiles().Concat(sources.EnumerateFiles()).Where(file => file.Extension != ".sln"))
        {
            tree.Add(file);
        }

        foreach (var project in sources.EnumerateDirectories().Where(project => projects.Length == 0 || projects.Contains(project.Name)))
        {
            foreach (var file in project.EnumerateFiles().Concat(project.EnumerateDirectories().Where(folder => folder.Name is not ("bin" or "obj")).SelectMany(folder => folder.EnumerateFiles("*", SearchOption.AllDirectories))))
            {
                tree.Add(file);
            }
        }

        var solution = SourceProject.All.Select(project => $"src/{project.Name}/{project.Name}.csproj").Where(path => File.Exists(Path.Combine(tree.Folder, path)));
        tree.Write("Packages.slnx", $"<Solution>{string.Concat(solution.Select(path => $"<Project Path=\"{path}\" />"))}</Solution>");
        return tree;
    }

    // Another clone of the same commit.
    public async Task<SourceTree> CloneAsync()
    {
        var clone = new SourceTree();
        await clone.GitAsync("clone", "--quiet", Folder, ".");
        return clone;
    }

    // Returns the id of the commit.
    public async Task<string> CommitAsync()
    {
        await GitAsync("init", "--quiet");
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "commit.gpgSign=false", "commit", "--quiet", "--allow-empty", "--message", "Test");
        return (await GitAsync("rev-parse", "HEAD")).Trim();
    }

    public Task<string> GitAsync(params string[] arguments) => Commands.RunAsync("git", ["-C", Folder, .. arguments]);

    // Returns the folder of the packages.
    public async Task<string> PackAsync(params string[] arguments)
    {
        var packages = Path.Combine(Folder, "artifacts");
        await DotNet.RunAsync(Folder, ["pack", "-c", "Release", $"-p:PackageOutputPath={packages}", .. arguments]);
        return packages;
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    public void Write(string path, string text) => File.WriteAllText(Path.Combine(Folder, path), text);

    public void Dispose()
    {
        // Git makes its objects read-only, which matters on Windows alone.
        foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.IsReadOnly))
        {
            file.IsReadOnly = false;
        }

        _folder.Delete(recursive: true);
    }

    private void Add(FileInfo file)
    {
        var target = Path.Combine(Folder, Path.GetRelativePath(Repository.Root, file.FullName));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        file.CopyTo(target);
    }
}
