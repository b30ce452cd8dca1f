using System.Diagnostics;
using Npgsql;

namespace ScreenMeet.InboxHarness;

// A PostgreSQL server of its own, in a temporary directory, on a free port of the loopback interface.
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private readonly string _bin;
    private readonly string _directory;
    private readonly string[] _settings;
    private readonly string? _language;

    private PostgreSqlServer(string bin, string directory, int port, string[] settings, string? language)
    {
        _bin = bin;
        _directory = directory;
        _settings = settings;
        _language = language;
        Port = port;
    }

    public int Port { get; }

    // The directory of the programs, or null where PostgreSQL is not installed.
    public static string? Bin { get; } = FindBin();

    // Settings are those of postgresql.conf, as "name=value".
    public static Task<PostgreSqlServer> StartAsync(params string[] settings) => StartAsync(language: null, settings);

    // A server whose messages are in another language.
    public static Task<PostgreSqlServer> StartInAsync(string language, params string[] settings) => StartAsync(language, settings);

    private static async Task<PostgreSqlServer> StartAsync(string? language, string[] settings)
    {
        var bin = Bin ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        var directory = Directory.CreateTempSubdirectory("screenmeet-postgresql-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", ["postgres", directory], language: null);
        }

        var server = new PostgreSqlServer(bin, directory, FreePort.Find(), settings, language);
        await server.RunAsServerAsync("initdb", "--pgdata", server.Data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync");
        await server.StartAgainAsync();
        return server;
    }

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Include Error Detail=true";

    public async Task<string> CreateDatabaseAsync()
    {
        var name = "t" + Guid.NewGuid().ToString("N")[..12];
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false;Timeout=120;Command Timeout=120");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public Task StartAgainAsync()
    {
        string[] always = [$"port={Port}", "listen_addresses=127.0.0.1", $"unix_socket_directories={_directory}", "max_connections=200", "logging_collector=off"];
        var options = string.Join(' ', always.Concat(_settings).Select(static setting => $"-c {setting}"));
        return RunAsServerAsync("pg_ctl", "start", "--wait", "--pgdata", Data, "--log", Path.Combine(_directory, "log"), "--options", options);
    }

    // "fast" disconnects the clients; "immediate" ends the processes as a crash does.
    public Task StopAsync(string mode = "fast") => RunAsServerAsync("pg_ctl", "stop", "--wait", "--pgdata", Data, "--mode", mode);

    public string Log => File.ReadAllText(Path.Combine(_directory, "log"));

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await StopAsync("immediate");
        }

        Directory.Delete(_directory, recursive: true);
    }

    private string Data => Path.Combine(_directory, "data");

    // PostgreSQL refuses to run as root.
    private Task RunAsServerAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_bin, program);
        return Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments], _language) : RunAsync(path, arguments, _language);
    }

    private static async Task RunAsync(string command, string[] arguments, string? language)
    {
        // The server inherits the handles, so its output is not read.
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = "/tmp", UseShellExecute = false, RedirectStandardOutput = command != "runuser" || arguments[3].EndsWith("initdb", StringComparison.Ordinal) };
        if (language is not null)
        {
            start.Environment["LANGUAGE"] = language;
        }

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }

    private static string? FindBin()
    {
        const string root = "/usr/lib/postgresql";
        var installed = Directory.Exists(root) ? Directory.GetDirectories(root).Select(static version => Path.Combine(version, "bin")) : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return installed.Concat(onPath).FirstOrDefault(static directory => File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "pg_ctl")));
    }
}
