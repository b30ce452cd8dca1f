namespace ScreenMeet.AspNetCore.Tests.Readme;

internal static class StoreSnippet
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"))
            .AddDeliveryHandler<StoringHandler>()
            .AddHandler<AuditHandler>();
    }

    public static async Task WorkAsync(ScreenMeetEventDispatcher dispatcher, AsyncServiceScope scope, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var delivery = ScreenMeetDelivery.FromVerifiedBody(body.Span);
        for (var i = 0; i < delivery.Count; i++)
        {
            var context = new ScreenMeetEventContext { DeliveryFingerprint = delivery.Fingerprint, Index = i };
            await dispatcher.DispatchAsync(scope.ServiceProvider, delivery[i], context, cancellationToken);
        }
    }
}

public sealed class StoringHandler(Store store) : IScreenMeetDeliveryHandler
{
    public async ValueTask HandleAsync(ScreenMeetDelivery delivery, HttpContext context, CancellationToken cancellationToken)
    {
        await store.SaveAsync(delivery.Fingerprint, delivery.Body, cancellationToken);
    }
}

public sealed class Store
{
    public Dictionary<string, ReadOnlyMemory<byte>> Bodies { get; } = [];

    public Task SaveAsync(string fingerprint, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Bodies[fingerprint] = body;
        return Task.CompletedTask;
    }
}
