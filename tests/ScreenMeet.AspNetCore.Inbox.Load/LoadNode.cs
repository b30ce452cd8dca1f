using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore.Diagnostics;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// An application with an inbox.
internal static class LoadNode
{
    public const string Path = "/webhooks/screenmeet";
    public const string Nothing = "nothing";
    public const string Row = "row";

    public static string[] Handlers { get; } = [Nothing, Row];

    // Says its address, then runs until its input ends.
    public static async Task RunAsync(LoadDatabase database, string handler, string times)
    {
        using var handled = new HandledTimes(times);
        await using var app = Build(database, handler, handled);
        await app.StartAsync();
        Console.WriteLine(AddressOf(app));
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }

    public static WebApplication Build(LoadDatabase database, string handler, HandledTimes times, IInterceptor? interceptor = null, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders().AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(times).AddScoped<HandledEvents>();
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddDbContext<AppDbContext>(options =>
        {
            database.Configure(options);
            if (interceptor is not null)
            {
                options.AddInterceptors(interceptor);
            }
        });
        var webhooks = builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key).AddInbox<AppDbContext>();
        _ = handler == Row ? webhooks.AddHandler<RowHandler>() : webhooks.AddHandler<NothingHandler>();
        var app = builder.Build();
        app.MapScreenMeetWebhook(Path);
        return app;
    }

    public static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
}
