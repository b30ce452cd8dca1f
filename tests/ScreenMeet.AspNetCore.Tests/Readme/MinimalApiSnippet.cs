namespace ScreenMeet.AspNetCore.Tests.Readme;

internal static class MinimalApiSnippet
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/webhooks/screenmeet", (ScreenMeetDelivery delivery) => Console.WriteLine($"{delivery.Count} events"));
    }
}
