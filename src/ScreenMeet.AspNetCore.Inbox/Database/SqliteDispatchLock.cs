using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace ScreenMeet.AspNetCore;

// Says which of the processes that share a SQLite file dispatches the events of a webhook: the one that has locked a file beside it. The
// operating system ends the lock with the process, however that ends.
internal static class SqliteDispatchLock
{
    // Returns the lock, or null if another process has it.
    public static FileStream? TryTake(DbContext context, string webhookName)
    {
        try
        {
            return new(PathOf(context, webhookName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // A database in memory has no file, and no other process.
    public static bool IsNeeded(DbContext context) => DataSourceOf(context) is { Length: > 0 } source && source != ":memory:" && File.Exists(source);

    public static string DataSourceOf(DbContext context) => context.Database.GetDbConnection().DataSource;

    private static string PathOf(DbContext context, string webhookName)
    {
        var name = webhookName.Length == 0 ? "" : "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(webhookName)).AsSpan(0, 4));
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(DataSourceOf(context))}-screenmeet-inbox{name}.lock");
    }
}
