using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class MetricsTests
{
    [Fact]
    public async Task Every_request_to_a_webhook_is_counted_with_its_result()
    {
        await using var receiver = await Receiver.StartAsync();
        using var collector = new MetricCollector<long>(
            receiver.Services.GetRequiredService<IMeterFactory>(), "ScreenMeet.AspNetCore", "screenmeet.webhook.deliveries");

        using var accepted = await receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController));
        using var forged = await receiver.SendAsync(Signed.Delivery(EntryPoints.MinimalApi, key: "whsk_another_organization"));
        using var unsigned = await receiver.SendAsync(Signed.Post(EntryPoints.PlainController, Encoding.UTF8.GetBytes(Signed.Json)));
        using var unreadable = await receiver.SendAsync(Signed.Delivery(EntryPoints.MvcDelivery, "{}"));

        Assert.Equal(
            ["accepted", "signature_mismatch", "signature_missing", "body_unreadable"],
            collector.GetMeasurementSnapshot().Select(measurement => measurement.Tags["screenmeet.webhook.result"]));
        Assert.All(collector.GetMeasurementSnapshot(), measurement => Assert.Equal(1, measurement.Value));
    }
}
