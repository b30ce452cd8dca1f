using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// An application may hold one instance of the options for each tenant.
public sealed class TenantOptionsTests
{
    private const string KeyOfA = "whsk_a_3b9f24c07d1e6a58";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("your-signing-key")]
    public async Task The_key_of_one_tenant_never_stands_in_for_anothers(string? keyOfB)
    {
        await using var receiver = await StartAsync(keyOfB);

        await receiver.AssertAnswerAsync("/a", KeyOfA, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/b", KeyOfA, HttpStatusCode.ServiceUnavailable);
        await receiver.AssertAnswerAsync("/a", KeyOfA, HttpStatusCode.OK);

        Assert.Equal(2, receiver.ReceivedEvents.Batches.Count);
        Assert.Equal("ReloadRefused", Assert.Single(receiver.Logs, log => log.Level >= LogLevel.Error).Id.Name);
    }

    [Fact]
    public async Task Each_tenant_has_its_own_key()
    {
        await using var receiver = await StartAsync("whsk_b_c2e8170fa94d53b6");

        await receiver.AssertAnswerAsync("/a", KeyOfA, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/b", KeyOfA, HttpStatusCode.Unauthorized);
        await receiver.AssertAnswerAsync("/b", "whsk_b_c2e8170fa94d53b6", HttpStatusCode.OK);
    }

    private static Task<Receiver> StartAsync(string? keyOfB)
    {
        var tenant = new AsyncLocal<string?>();
        return Receiver.StartAsync(
            services: builder =>
            {
                builder.Services.AddSingleton<IOptionsMonitorCache<ScreenMeetWebhookOptions>>(new CachePerTenant(tenant));
                builder.Services.AddScreenMeetWebhooks(webhook => webhook.SigningKey = tenant.Value switch
                {
                    "/a" => KeyOfA,
                    "/b" => keyOfB,
                    _ => Signed.Key,
                });
            },
            pipeline: app =>
            {
                app.Use((context, next) =>
                {
                    tenant.Value = context.Request.Path;
                    return next(context);
                });
                app.UseRouting();
                app.UseScreenMeetWebhooks();
                app.MapPost("/{tenant}", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));
            });
    }

    private sealed class CachePerTenant(AsyncLocal<string?> tenant) : IOptionsMonitorCache<ScreenMeetWebhookOptions>
    {
        private readonly ConcurrentDictionary<string, OptionsCache<ScreenMeetWebhookOptions>> _caches = new();

        private OptionsCache<ScreenMeetWebhookOptions> Current => _caches.GetOrAdd(tenant.Value ?? "", _ => new());

        public void Clear() => Current.Clear();

        public ScreenMeetWebhookOptions GetOrAdd(string? name, Func<ScreenMeetWebhookOptions> createOptions) => Current.GetOrAdd(name, createOptions);

        public bool TryAdd(string? name, ScreenMeetWebhookOptions options) => Current.TryAdd(name, options);

        public bool TryRemove(string? name) => Current.TryRemove(name);
    }
}
