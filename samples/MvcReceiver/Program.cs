var builder = WebApplication.CreateBuilder(args);

builder.Services.AddControllers();
builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"));

var app = builder.Build();

app.UseScreenMeetWebhooks();
app.MapControllers();

app.Run();
