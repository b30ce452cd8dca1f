using Microsoft.EntityFrameworkCore;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Readme;

internal static class SetupSnippet
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddDbContext<AppDbContext>(options => options.UseNpgsql(builder.Configuration.GetConnectionString("App")));
        builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet")).AddHandler<SessionSync>().AddInbox<AppDbContext>();
    }

    public static void AddMore(WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddScreenMeetInbox();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(35));
    }

    // The options follow what the setup calls.
    public static void AddOptions(WebApplicationBuilder builder) =>
        builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"))
            .AddInbox<AppDbContext>(options => options.MaxConcurrency = 16);

    public static void Map(WebApplication app)
    {
        app.MapScreenMeetWebhook("/webhooks/screenmeet");
    }
}

public sealed class AppDbContext(DbContextOptions<AppDbContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddScreenMeetInbox();
    }
}

public sealed class Note
{
    public int Id { get; set; }

    public string? Session { get; set; }

    public string? Text { get; set; }
}

public sealed class SessionSync(AppDbContext database) : IScreenMeetEventHandler
{
    public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
    {
        database.Notes.Add(new Note { Session = screenMeetEvent.SessionId, Text = screenMeetEvent.Message });
        await database.SaveChangesAsync(cancellationToken);
    }
}
