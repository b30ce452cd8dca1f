using ScreenMeet.AspNetCore;

var builder = WebApplication.CreateSlimBuilder(args);

builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"));

var app = builder.Build();

app.UseScreenMeetWebhooks();

app.MapPost("/webhooks/screenmeet", (ScreenMeetDelivery delivery) =>
{
    foreach (var screenMeetEvent in delivery)
    {
        Console.WriteLine($"{screenMeetEvent.Timestamp:u} {screenMeetEvent.Type}: session {screenMeetEvent.SessionId} ({screenMeetEvent.Status}) {screenMeetEvent.Message}");
    }
});

app.Run();
