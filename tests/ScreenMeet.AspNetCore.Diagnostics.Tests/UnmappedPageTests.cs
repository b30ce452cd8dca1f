using System.Net;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// The memory of the process is measured, so no other test may run.
[Collection(nameof(UnmappedPageTests))]
[CollectionDefinition(nameof(UnmappedPageTests), DisableParallelization = true)]
public sealed class UnmappedPageTests
{
    [Theory]
    [InlineData(false, 0, 4_000_000)]
    [InlineData(true, 6_000_000, 12_000_000)]
    public async Task Bodies_are_kept_only_in_an_application_that_maps_the_page(bool isMapped, long least, long most)
    {
        await using var app = await DiagnosedApp.StartAsync(pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost(DiagnosedApp.Webhook, static (ScreenMeetDelivery delivery) => delivery.Count);
            if (isMapped)
            {
                app.MapScreenMeetDiagnostics(DiagnosedApp.Page);
            }
        });
        await app.DeliverAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await app.DeliverAsync($$"""[{"label":"{{new string('x', 1_000_000)}}"}]"""));
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, isMapped ? least : long.MinValue, most);
    }
}
