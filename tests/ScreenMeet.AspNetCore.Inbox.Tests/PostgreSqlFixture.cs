using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// The server that all tests share, and the PgBouncer before it. Each starts when a test first needs it.
public sealed class PostgreSqlFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgreSqlServer>> _server = new(() => PostgreSqlServer.StartAsync("fsync=off"));
    private readonly Lazy<Task<PgBouncer>> _pgBouncer;

    public PostgreSqlFixture() => _pgBouncer = new(async () => await PgBouncer.StartAsync((await _server.Value).Port));

    public Task<PostgreSqlServer> GetServerAsync()
    {
        Require();
        return _server.Value;
    }

    public Task<PgBouncer> GetPgBouncerAsync()
    {
        Require();
        Assert.SkipUnless(PgBouncer.Program is not null, "This needs PgBouncer.");
        return _pgBouncer.Value;
    }

    // Skips the test on a machine without PostgreSQL, which is always installed in CI.
    public static void Require() => Assert.SkipUnless(PostgreSqlServer.Bin is not null, "This needs PostgreSQL.");

    public async ValueTask DisposeAsync()
    {
        if (_pgBouncer.IsValueCreated)
        {
            await (await _pgBouncer.Value).DisposeAsync();
        }

        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
