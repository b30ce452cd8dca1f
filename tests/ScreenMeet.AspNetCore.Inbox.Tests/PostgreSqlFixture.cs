using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// The server that all tests share. It starts when a test first needs it.
public sealed class PostgreSqlFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgreSqlServer>> _server = new(() => PostgreSqlServer.StartAsync("fsync=off"));

    public Task<PostgreSqlServer> GetServerAsync()
    {
        Require();
        return _server.Value;
    }

    // Skips the test on a machine without PostgreSQL, which is always installed in CI.
    public static void Require() => Assert.SkipUnless(PostgreSqlServer.Bin is not null, "This needs PostgreSQL.");

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
