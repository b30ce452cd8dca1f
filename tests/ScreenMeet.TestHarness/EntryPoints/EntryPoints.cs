using ScreenMeet.AspNetCore;

namespace ScreenMeet.TestHarness;

// The ways in which an application can receive, each at its own path.
public static class EntryPoints
{
    public const string ApiController = "/api-controller";
    public const string PlainController = "/plain-controller";
    public const string MvcDelivery = "/mvc-delivery";
    public const string UnmarkedMvcDelivery = "/unmarked-mvc-delivery";
    public const string ConventionalRoute = "/conventional-route";
    public const string MinimalApi = "/minimal-api";
    public const string RequiredSignature = "/required-signature";
    public const string Group = "/group/door";
    public const string Handlers = "/handlers";

    public static readonly string[] All =
        [ApiController, PlainController, MvcDelivery, UnmarkedMvcDelivery, ConventionalRoute, MinimalApi, RequiredSignature, Group, Handlers];

    public static readonly Type[] Controllers = [typeof(ApiEntryPointController), typeof(PlainEntryPointController), typeof(ConventionalEntryPointController)];

    public static void Map(WebApplication app)
    {
        app.MapControllers();
        app.MapControllerRoute("conventional", "conventional-route", new { controller = "ConventionalEntryPoint", action = "Receive" }).RequireScreenMeetSignature();
        MapMinimalApi(app);
        app.MapPost(RequiredSignature, Receive).RequireScreenMeetSignature();
        app.MapGroup("/group").RequireScreenMeetSignature().MapPost("/door", Receive);
        app.MapScreenMeetWebhook(Handlers);
    }

    public static void MapMinimalApi(WebApplication app) =>
        app.MapPost(MinimalApi, static (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery));

    private static void Receive(HttpContext context, ReceivedEvents receivedEvents) => receivedEvents.Add(context.GetScreenMeetDelivery()!);
}
