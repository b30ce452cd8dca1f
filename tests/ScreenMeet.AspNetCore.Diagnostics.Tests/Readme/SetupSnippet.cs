namespace ScreenMeet.AspNetCore.Diagnostics.Tests.Readme;

internal static class SetupSnippet
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"));
        builder.Services.AddScreenMeetDiagnostics();
    }

    public static void Map(WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.MapScreenMeetDiagnostics("/screenmeet");
        }
    }

    public static void MapProtected(WebApplication app)
    {
        app.MapScreenMeetDiagnostics("/screenmeet").RequireAuthorization("Operators");
    }
}
