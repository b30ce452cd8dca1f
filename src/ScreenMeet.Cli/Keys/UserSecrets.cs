using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;

namespace ScreenMeet.Cli;

internal static class UserSecrets
{
    // Null when there is no project, when it has no user secrets, or when they do not have this one.
    public static SigningKey? Find(string path, string name)
    {
        if (FindProject(path) is not { } project || FindId(project) is not { } id)
        {
            return null;
        }

        var key = new ConfigurationBuilder().AddUserSecrets(id).Build()[name];
        return string.IsNullOrWhiteSpace(key) ? null : new(key, $"the user secrets of {Path.GetFileName(project)}");
    }

    private static string? FindProject(string path)
    {
        if (File.Exists(path))
        {
            return path;
        }

        return Directory.Exists(path) && Directory.GetFiles(path, "*.*proj") is [var project] ? project : null;
    }

    // The id is in the project, or in a file that MSBuild reads for all projects below it.
    private static string? FindId(string project)
    {
        for (var file = project; file is not null; file = NextAbove(file))
        {
            if (ReadId(file) is { } id)
            {
                return id;
            }
        }

        return null;
    }

    private static string? NextAbove(string file)
    {
        const string Shared = "Directory.Build.props";
        var folder = new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var first = Path.GetFileName(file) == Shared ? folder.Parent : folder;
        for (var above = first; above is not null; above = above.Parent)
        {
            var shared = Path.Combine(above.FullName, Shared);
            if (File.Exists(shared))
            {
                return shared;
            }
        }

        return null;
    }

    private static string? ReadId(string file)
    {
        try
        {
            return XDocument.Load(file).Descendants().FirstOrDefault(static element => element.Name.LocalName == "UserSecretsId")?.Value.Trim();
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
