using System.Net;
using Microsoft.AspNetCore.OutputCaching;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// An application can cache the answers to POST, for all of its endpoints.
public sealed class OutputCacheTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_delivery_is_answered_from_the_cache(bool isBehind)
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddOutputCache(cache => cache.AddBasePolicy(new CacheAll())),
            pipeline: app =>
            {
                app.UseRouting();
                if (isBehind)
                {
                    app.UseScreenMeetWebhooks();
                }

                app.UseOutputCache();
                if (!isBehind)
                {
                    app.UseScreenMeetWebhooks();
                }

                EntryPoints.Map(app);
                app.MapPost("/cached", () => Guid.NewGuid());
            });

        foreach (var entryPoint in EntryPoints.All)
        {
            var before = receiver.ReceivedEvents.Batches.Count;
            foreach (var type in new[] { "first", "second" })
            {
                using var accepted = await receiver.SendAsync(Signed.Delivery(entryPoint, $$"""[{"type":"{{type}}"}]"""));
                Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
            }

            using var unsigned = await receiver.SendAsync(Signed.Post(entryPoint, "[]"u8.ToArray()));
            Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
            Assert.Equal(["first", "second"], receiver.ReceivedEvents.Batches.Skip(before).Select(events => events[0].Type));
        }

        // The cache does work.
        Assert.Equal(await ReadAsync(), await ReadAsync());

        async Task<string> ReadAsync()
        {
            using var response = await receiver.SendAsync(Signed.Post("/cached", []));
            return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
    }

    private sealed class CacheAll : IOutputCachePolicy
    {
        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            (context.EnableOutputCaching, context.AllowCacheLookup, context.AllowCacheStorage) = (true, true, true);
            context.ResponseExpirationTimeSpan = TimeSpan.FromMinutes(1);
            return default;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;
    }
}
