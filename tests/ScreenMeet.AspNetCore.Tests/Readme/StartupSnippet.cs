namespace ScreenMeet.AspNetCore.Tests.Readme;

public sealed class StartupSnippet(IConfiguration configuration)
{
    public void ConfigureServices(IServiceCollection services)
    {
        services.AddControllersWithViews();
        services.AddScreenMeetWebhooks(configuration.GetSection("ScreenMeet")); // new
    }

    public void Configure(IApplicationBuilder app)
    {
        app.UseRouting();
        app.UseScreenMeetWebhooks(); // new: right after UseRouting()
        app.UseAuthorization();
        app.UseEndpoints(endpoints => endpoints.MapControllers());
    }
}
