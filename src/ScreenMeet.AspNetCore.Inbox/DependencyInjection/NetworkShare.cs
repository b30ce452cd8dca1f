namespace ScreenMeet.AspNetCore;

internal static class NetworkShare
{
    private static readonly string[] s_formats = ["nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "afpfs", "fuse.sshfs", "ceph", "glusterfs"];

    // Returns the file system of a file if it is on a network share.
    public static string? FormatOf(string path)
    {
        if (path is "" or ":memory:")
        {
            return null;
        }

        var fullPath = Path.GetFullPath(path);
        if (fullPath.StartsWith(@"\\", StringComparison.Ordinal))
        {
            return "UNC path";
        }

        return DriveInfo.GetDrives()
            .Where(drive => fullPath.StartsWith(Path.EndsInDirectorySeparator(drive.Name) ? drive.Name : drive.Name + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .OrderByDescending(static drive => drive.Name.Length)
            .Select(static drive => FormatOf(drive))
            .FirstOrDefault();
    }

    private static string? FormatOf(DriveInfo drive)
    {
        try
        {
            return drive.DriveType == DriveType.Network || s_formats.Contains(drive.DriveFormat, StringComparer.OrdinalIgnoreCase) ? drive.DriveFormat : null;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
