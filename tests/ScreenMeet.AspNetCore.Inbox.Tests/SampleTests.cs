using System.Net;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

public sealed class SampleTests(PostgreSqlFixture postgreSql)
{
    [Theory, EachDatabase]
    public async Task The_sample_applies_its_migration_and_shows_each_session_once_also_after_a_kill(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind, postgreSql, hasTables: false);
        var setting = $"--ConnectionStrings:{(database.IsSqlite ? "Sqlite" : "PostgreSql")}={database.ConnectionString}";

        await using (var sample = await RunningSample.StartAsync("InboxReceiver", setting))
        {
            using var client = new HttpClient { BaseAddress = sample.Address };
            Assert.Equal(HttpStatusCode.OK, await PostAsync(client, Signed.SampleKey));
            Assert.Equal(HttpStatusCode.OK, await PostAsync(client, Signed.SampleKey));
            Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, "whsk_another_organization"));
            await UntilShownAsync(client);
            Assert.Equal("Healthy", await client.GetStringAsync("/health", TestContext.Current.CancellationToken));
        }

        await using var restarted = await RunningSample.StartAsync("InboxReceiver", setting);
        using var clientOfRestarted = new HttpClient { BaseAddress = restarted.Address };
        Assert.Equal(HttpStatusCode.OK, await PostAsync(clientOfRestarted, Signed.SampleKey));
        await UntilShownAsync(clientOfRestarted);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string key)
    {
        using var response = await client.SendAsync(Signed.Delivery("/webhooks/screenmeet", key: key), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    // The delivery has two events of one session.
    private static async Task UntilShownAsync(HttpClient client)
    {
        var page = "";
        await Poll.UntilAsync(
            async () => (page = await client.GetStringAsync("/", TestContext.Current.CancellationToken)).Contains("<td>audio-muted</td>", StringComparison.Ordinal),
            "the session on the page",
            () => page);
        Assert.Contains("<tr><td>HUiUti</td><td></td><td>active</td><td>audio-muted</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>2</td></tr>", page, StringComparison.Ordinal);
    }
}
