using ScreenMeet.AspNetCore;
using TenantReceiver;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddScreenMeetWebhooks().AddSigningKeyProvider<TenantKeyProvider>();

var app = builder.Build();

app.UseScreenMeetWebhooks();

app.MapPost("/webhooks/{tenant}/screenmeet", (string tenant, ScreenMeetDelivery delivery) =>
{
    foreach (var screenMeetEvent in delivery)
    {
        Console.WriteLine($"{tenant}: {screenMeetEvent.Timestamp:u} {screenMeetEvent.Type}, session {screenMeetEvent.SessionId}");
    }
});

app.Run();
