using ScreenMeet.AspNetCore;
using StressReceiver;

// An application to stop, to kill and to measure from outside.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddFilter("ScreenMeet", LogLevel.None);
builder.Services.AddControllers();
builder.Services.AddSingleton<Work>();
builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet")).AddHandler<WorkHandler>();

var app = builder.Build();
app.UseScreenMeetWebhooks();
app.MapControllers();
app.MapScreenMeetWebhook("/handlers");
app.MapPost("/minimal-api", (ScreenMeetDelivery delivery, Work work) => work.DoAsync(delivery[0]));

// Asks for what is read, parsed or hashed when it is first asked for.
app.MapPost("/read", (ScreenMeetDelivery delivery) =>
{
    var isWhole = delivery.Id.Length == 64
        && delivery.All(e => e.Fingerprint.Length == 64 && e.SessionId?.Length > 0 && e.User?.Name?.Length > 0 && e.AdditionalData?.Count > 0);
    return isWhole ? Results.Ok() : Results.InternalServerError();
});

// What is still held after everything that can go has gone.
app.MapGet("/memory", () => GC.GetTotalMemory(forceFullCollection: true));

app.Run();
