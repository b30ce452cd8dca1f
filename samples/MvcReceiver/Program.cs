var builder = WebApplication.CreateBuilder(args);

builder.Services.AddScreenMeetDiagnostics();
builder.Services.AddControllers();
builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"));

var app = builder.Build();

app.UseScreenMeetWebhooks();
app.MapControllers();

// A page that shows what arrives. In production, it needs an authorization policy.
if (app.Environment.IsDevelopment())
{
    app.MapScreenMeetDiagnostics("/screenmeet");
}

app.Run();
