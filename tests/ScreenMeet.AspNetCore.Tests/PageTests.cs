using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.Razor.Compilation;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// Nothing guards the handlers of a Razor Page, so nothing of a webhook may be on them.
public sealed class PageTests
{
    public static int Ran { get; set; }

    [Theory]
    [InlineData("MarkedHandler", "SM0022: The page '/Pages/MarkedHandler.cshtml' has [ScreenMeetWebhook] on its handler OnPost, where it guards nothing. Put it on an action of a controller, or call MapScreenMeetWebhook.")]
    [InlineData("EventParameter", "SM0023: The page '/Pages/EventParameter.cshtml' takes ScreenMeet events in 'events', which would be read from requests that are not verified. Take them in an action that is marked with [ScreenMeetWebhook].")]
    [InlineData("EventProperty", "SM0023: The page '/Pages/EventProperty.cshtml' takes ScreenMeet events in 'Events', which would be read from requests that are not verified. Take them in an action that is marked with [ScreenMeetWebhook].")]
    public async Task A_page_that_would_receive_stops_the_start(string page, string message)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(new ChosenPages(page, "Harmless")));

        Assert.Equal(message, exception.Message);
    }

    [Theory]
    [InlineData("MarkedHandler", "/pages/marked-handler")]
    [InlineData("EventParameter", "/pages/event-parameter")]
    [InlineData("EventProperty", "/pages/event-property")]
    public async Task A_page_that_is_loaded_after_the_start_does_not_run(string page, string path)
    {
        Ran = 0;
        var pages = new ChosenPages("Harmless");
        var change = new ActionChange();
        await using var receiver = await StartAsync(pages, change);
        pages.Names.Add(page);

        var exception = Assert.ThrowsAny<Exception>(change.Happen);
        using var response = await receiver.SendAsync(Signed.Post(path, "events[0].type=forged"u8.ToArray()).WithContentType("application/x-www-form-urlencoded"));

        Assert.Contains("SM002", exception.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, Ran);
    }

    [Fact]
    public async Task A_page_that_shows_events_works()
    {
        await using var receiver = await StartAsync(new ChosenPages("Harmless"));

        Assert.Equal("harmless, 0 events", (await receiver.Client.GetStringAsync("/pages/harmless", TestContext.Current.CancellationToken)).Trim());
    }

    private static Task<Receiver> StartAsync(ChosenPages chosen, ActionChange? change = null) => Receiver.StartAsync(
        options: webhook => webhook.SigningKey = Signed.Key,
        controllers: [],
        services: builder =>
        {
            builder.Services.AddSingleton<IActionDescriptorChangeProvider>(change ?? new());
            builder.Services.AddRazorPages(pages => pages.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute()))
                .ConfigureApplicationPartManager(manager =>
                {
                    foreach (var all in manager.FeatureProviders.OfType<IApplicationFeatureProvider<ViewsFeature>>().ToArray())
                    {
                        manager.FeatureProviders.Remove(all);
                    }

                    manager.FeatureProviders.Add(chosen);
                });
        },
        pipeline: app =>
        {
            app.UseExceptionHandler(errors => errors.Run(_ => Task.CompletedTask));
            app.UseScreenMeetWebhooks();
            app.MapRazorPages();
        });

    // Of the pages that are compiled with the tests.
    private sealed class ChosenPages(params string[] names) : IApplicationFeatureProvider<ViewsFeature>
    {
        public List<string> Names { get; } = [.. names];

        public void PopulateFeature(IEnumerable<ApplicationPart> parts, ViewsFeature feature)
        {
            IRazorCompiledItemProvider compiled = new CompiledRazorAssemblyPart(typeof(PageTests).Assembly);
            foreach (var item in compiled.CompiledItems.Where(item => Names.Contains(Path.GetFileNameWithoutExtension(item.Identifier))))
            {
                feature.ViewDescriptors.Add(new(item));
            }
        }
    }

    public sealed class MarkedHandlerModel : PageModel
    {
#pragma warning disable MVC1001 // A filter on a handler of a page.
        [ScreenMeetWebhook]
#pragma warning restore MVC1001
        public void OnPost() => Ran++;
    }

    public sealed class EventParameterModel : PageModel
    {
        public void OnPostAsync(ScreenMeetEvent[] events) => Ran += events.Length;
    }

    public sealed class HarmlessModel : PageModel
    {
        public List<ScreenMeetEvent> Events { get; set; } = [];

        [BindProperty]
        public string? Filter { get; set; }

        public void OnGet([FromServices] ReceivedEvents receivedEvents) => Events.AddRange(receivedEvents.Batches.SelectMany(events => events));
    }
}
