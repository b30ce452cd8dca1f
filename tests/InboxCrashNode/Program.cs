using InboxCrashNode;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;

// A node whose handler ends the process. Its configuration comes from the test.
var builder = WebApplication.CreateBuilder(args);
var database = builder.Configuration.GetConnectionString("Database")!;
builder.Services.AddDbContext<AppDbContext>(options => _ = database.StartsWith("Data Source", StringComparison.Ordinal) ? options.UseSqlite(database) : options.UseNpgsql(database));
builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet")).AddHandler<CrashHandler>()
    .AddInbox<AppDbContext>(options => builder.Configuration.GetSection("Inbox").Bind(options));
var app = builder.Build();
app.MapScreenMeetWebhook("/webhooks/screenmeet");
app.Run();
