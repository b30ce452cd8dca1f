using InboxTestNode;
using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;

// One node of an application with an inbox, to kill and to stop from outside. Everything comes from the command line or the environment:
// --Provider PostgreSql or Sqlite, --ConnectionString, --Journal (a folder), --ScreenMeet:SigningKey, and --Inbox: with the name of an option
// of the inbox.
var builder = WebApplication.CreateBuilder(args);
var configuration = builder.Configuration;
var connectionString = configuration["ConnectionString"];
builder.Services.AddDbContext<AppDbContext>(options =>
    _ = configuration["Provider"] == "Sqlite" ? options.UseSqlite(connectionString) : options.UseNpgsql(connectionString));
builder.Services.AddSingleton(new RunJournal(configuration["Journal"]!));
builder.Services.AddScreenMeetWebhooks(configuration.GetSection("ScreenMeet"))
    .AddHandler<EffectHandler>()
    .AddInbox<AppDbContext>(options => configuration.GetSection("Inbox").Bind(options));

var app = builder.Build();
app.MapScreenMeetWebhook("/webhooks/screenmeet");
app.Run();
