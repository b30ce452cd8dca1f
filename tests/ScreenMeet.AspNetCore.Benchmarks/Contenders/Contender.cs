namespace ScreenMeet.AspNetCore.Benchmarks;

// An application that receives with one kind of code: at /{name}/four and /{name}/all.
internal static class Contender
{
    public const string Floor = "floor";
    public const string Minimal = "minimal";
    public const string Mvc = "mvc";
    public const string Usual = "usual";

    public static readonly string[] All = [Floor, Minimal, Mvc, Usual];

    public static WebApplication Build(string name, params string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024);
        if (name is Mvc or Usual)
        {
            builder.Services.AddControllers();
        }

        if (name is Minimal or Mvc)
        {
            builder.Services.AddScreenMeetWebhooks(webhook => (webhook.SigningKey, webhook.MaxBodySize) = (Deliveries.Key, 4 * 1024 * 1024));
        }

        var app = builder.Build();
        switch (name)
        {
            case Floor:
                app.MapPost("/floor/four", Benchmarks.Floor.Endpoint(Handlers.ReadFour));
                app.MapPost("/floor/all", Benchmarks.Floor.Endpoint(Handlers.ReadAll));
                break;
            case Minimal:
                app.UseScreenMeetWebhooks();
                app.MapPost("/minimal/four", static (ScreenMeetDelivery delivery) => { Sink.Value = Handlers.ReadFour(delivery); });
                app.MapPost("/minimal/all", static (ScreenMeetDelivery delivery) => { Sink.Value = Handlers.ReadAll(delivery); });
                break;
            case Mvc:
                app.UseScreenMeetWebhooks();
                app.MapControllers();
                break;
            case Usual:
                app.MapControllers();
                break;
            default:
                throw new ArgumentException($"There is no contender '{name}'. There are: {string.Join(", ", All)}.", nameof(name));
        }

        return app;
    }
}
