namespace ScreenMeet.Cli.Tests;

// A folder with the tool under its own name, as an installed tool is.
internal sealed class CommandOnPath : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("screenmeet-command-");

    public CommandOnPath()
    {
        var command = Path.Combine(Folder, "screenmeet");
        File.WriteAllText(command, $"#!/bin/sh\nexec dotnet '{Tool.Library}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(command, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);
}
