using ScreenMeet.AspNetCore;
using StressReceiver;

// An application to stop, to kill and to measure from outside.
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddControllers();
builder.Services.AddSingleton<ObservableWork>();
builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet")).AddHandler<WorkHandler>();
builder.Services.AddScreenMeetWebhooks("other", builder.Configuration.GetSection("ScreenMeet"));

var app = builder.Build();
app.Use((context, next) =>
{
    if (context.Request.Path == "/buffered")
    {
        context.Request.EnableBuffering();
    }

    return next(context);
});
app.UseScreenMeetWebhooks();
app.MapControllers();
app.MapScreenMeetWebhook("/handlers");
app.MapPost("/minimal-api", (ScreenMeetDelivery delivery, ObservableWork work) => work.DoAsync(delivery[0]));

app.MapPost("/read", Read);
app.MapPost("/buffered", Read);
app.MapPost("/other", Read).RequireScreenMeetSignature("other");

// What is still held after everything that can go has gone.
app.MapGet("/memory", () => GC.GetTotalMemory(forceFullCollection: true));

app.Run();

// Asks for what is read, parsed or hashed when it is first asked for.
static IResult Read(ScreenMeetDelivery delivery)
{
    var isWhole = delivery.Fingerprint.Length == 64
        && delivery.All(e => e.Fingerprint.Length == 64 && e.SessionId?.Length > 0 && e.User?.Name?.Length > 0 && e.AdditionalData?.Count > 0);
    return isWhole ? Results.Ok() : Results.InternalServerError();
}
