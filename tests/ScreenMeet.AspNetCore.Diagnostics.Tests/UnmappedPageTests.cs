using System.Net;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// The memory of the process is measured, so no other test may run.
[Collection(nameof(UnmappedPageTests))]
[CollectionDefinition(nameof(UnmappedPageTests), DisableParallelization = true)]
public sealed class UnmappedPageTests
{
    [Fact]
    public async Task An_application_that_does_not_map_the_page_keeps_no_bodies()
    {
        await using var app = await DiagnosedApp.StartAsync(pipeline: static app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost(DiagnosedApp.Webhook, static (ScreenMeetDelivery delivery) => delivery.Count);
        });
        var body = $$"""[{"label":"{{new string('x', 1_000_000)}}"}]""";

        // Some buffers stay in their pools.
        await app.DeliverAsync(body);
        await app.DeliverAsync(body);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync(body));
        }

        // With the page, it would be 8 bodies of 1,000,000 bytes.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 5_000_000);
    }
}
