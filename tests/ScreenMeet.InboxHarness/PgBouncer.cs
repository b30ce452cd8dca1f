using System.Diagnostics;
using Npgsql;

namespace ScreenMeet.InboxHarness;

// A PgBouncer of its own in transaction mode, on a free port of the loopback interface.
public sealed class PgBouncer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _directory;

    private PgBouncer(Process process, string directory, int port)
    {
        _process = process;
        _directory = directory;
        Port = port;
    }

    public int Port { get; }

    // The program, or null where PgBouncer is not installed.
    public static string? Program { get; } = Find();

    public static async Task<PgBouncer> StartAsync(int serverPort)
    {
        var directory = Directory.CreateTempSubdirectory("screenmeet-pgbouncer-").FullName;
        var port = FreePort.Find();
        var settings = Path.Combine(directory, "pgbouncer.ini");
        await File.WriteAllTextAsync(settings, $"""
            [databases]
            * = host=127.0.0.1 port={serverPort} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            max_client_conn = 1000
            default_pool_size = 30
            """);

        // PgBouncer refuses to run as root.
        var start = new ProcessStartInfo { UseShellExecute = false, WorkingDirectory = "/", RedirectStandardError = true, RedirectStandardOutput = true };
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            (start.FileName, start.Arguments) = ("setpriv", $"--reuid postgres --regid postgres --clear-groups {Program} {settings}");
        }
        else
        {
            (start.FileName, start.Arguments) = (Program!, settings);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var bouncer = new PgBouncer(process, directory, port);
        await bouncer.WaitAsync();
        return bouncer;
    }

    // The connection string of a database that a client reaches through it. Npgsql must not send DISCARD ALL, which would go to any connection.
    public string ConnectionString(string direct) =>
        new NpgsqlConnectionStringBuilder(direct) { Port = Port, NoResetOnClose = true }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task WaitAsync()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Pooling=false;Timeout=2");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (clock.Elapsed < TimeSpan.FromSeconds(30) && !_process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    private static string? Find()
    {
        string[] directories = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin"];
        return directories.Select(static directory => Path.Combine(directory, "pgbouncer")).FirstOrDefault(File.Exists);
    }
}
