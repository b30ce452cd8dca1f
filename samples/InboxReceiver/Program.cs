using InboxReceiver;
using InboxReceiver.Data;
using Microsoft.EntityFrameworkCore;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddControllersWithViews();

// A SQLite file is enough for one machine. Several machines share a PostgreSQL database.
if (builder.Configuration.GetConnectionString("PostgreSql") is { } postgreSql)
{
    builder.Services.AddDbContext<SessionsDbContext, PostgreSqlSessionsDbContext>(options => options.UseNpgsql(postgreSql));
}
else
{
    builder.Services.AddDbContext<SessionsDbContext>(options => options.UseSqlite(builder.Configuration.GetConnectionString("Sqlite")));
}

builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"))
    .AddHandler<SessionHandler>()
    .AddInbox<SessionsDbContext>();

builder.Services.AddHealthChecks().AddScreenMeetInbox();

var app = builder.Build();

// In production, apply migrations before you deploy the new version.
if (app.Environment.IsDevelopment())
{
    await using var scope = app.Services.CreateAsyncScope();
    await scope.ServiceProvider.GetRequiredService<SessionsDbContext>().Database.MigrateAsync();
}

app.UseScreenMeetWebhooks();
app.MapScreenMeetWebhook("/webhooks/screenmeet");
app.MapHealthChecks("/health");
app.MapControllerRoute("default", "{controller=Sessions}/{action=Index}");

await app.RunAsync();
