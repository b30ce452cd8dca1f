using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace ScreenMeet.AspNetCore;

// Says which of the processes that share a SQLite file dispatches the events of a webhook: the one that has locked a file beside it. The
// operating system ends the lock with the process, however that ends.
internal static class SqliteDispatchLock
{
    // Returns the lock, or null if another process has it. A database in memory has no file, no other process, and needs no lock.
    public static async Task<(FileStream? Lock, bool IsTaken)> TryTakeAsync(DbContext context, string webhookName, CancellationToken cancellationToken)
    {
        if (await FindFileAsync(context, cancellationToken) is not { Length: > 0 } file)
        {
            return (null, true);
        }

        var name = webhookName.Length == 0 ? "" : "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(webhookName)).AsSpan(0, 4));
        try
        {
            return (new($"{file}-screenmeet-inbox{name}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0), true);
        }
        catch (IOException)
        {
            return (null, false);
        }
    }

    // SQLite is asked, since a connection string can name the file in several ways.
    private static async Task<string?> FindFileAsync(DbContext context, CancellationToken cancellationToken)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
