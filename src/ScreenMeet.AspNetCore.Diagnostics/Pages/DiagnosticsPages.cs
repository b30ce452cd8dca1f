using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Diagnostics;

// Answers the requests to the page.
internal sealed class DiagnosticsPages(RequestHistory history, LiveUpdates liveUpdates, WebhookReports reports, TimeProvider timeProvider)
{
    public Task ShowOverviewAsync(HttpContext context)
    {
        // Read first, so that a page never claims to show more than it does.
        var version = liveUpdates.Version;
        var snapshot = history.TakeSnapshot();
        return SendAsync(context, OverviewPage.Render(RootOf(context.Request, depth: 0), version, reports.Create(context.Request, snapshot), snapshot));
    }

    public Task StreamAsync(HttpContext context)
    {
        // nginx would buffer the stream.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(liveUpdates.SubscribeAsync(context.RequestAborted)).ExecuteAsync(context);
    }

    public Task ShowDeliveryAsync(HttpContext context) => SendDeliveryAsync(context, isRevealed: false);

    public Task RevealDeliveryAsync(HttpContext context) => SendDeliveryAsync(context, isRevealed: true);

    public Task DownloadBodyAsync(HttpContext context) => TryFind(context, out var delivery, out var body)
        ? DownloadAsync(context, body, $"delivery-{Text(delivery.Id)}.json")
        : SendGoneAsync(context, depth: 3);

    public Task DownloadEventAsync(HttpContext context)
    {
        var index = int.Parse((string)context.GetRouteValue("index")!, CultureInfo.InvariantCulture);
        return TryFind(context, out var delivery, out var body) && ScreenMeetEventParser.TryParse(body, out var events) && index >= 0 && index < events.Length
            ? DownloadAsync(context, events[index].RawJson, $"delivery-{Text(delivery.Id)}-event-{Text(index + 1)}.json")
            : SendGoneAsync(context, depth: 4);
    }

    private Task SendDeliveryAsync(HttpContext context, bool isRevealed)
    {
        _ = int.TryParse(context.Request.Query["first"], CultureInfo.InvariantCulture, out var first);
        return TryFind(context, out var delivery, out var body)
            ? SendAsync(context, DeliveryPage.Render(
                RootOf(context.Request, depth: 2), delivery, body, reports.FindUrl(context.Request, delivery.WebhookName), first, isRevealed, timeProvider.GetUtcNow()))
            : SendGoneAsync(context, depth: 2);
    }

    private bool TryFind(HttpContext context, [NotNullWhen(true)] out AcceptedDelivery? delivery, [NotNullWhen(true)] out byte[]? body)
    {
        delivery = history.Find(long.Parse((string)context.GetRouteValue("id")!, CultureInfo.InvariantCulture));
        body = delivery?.Body;
        return body is not null;
    }

    private static Task SendGoneAsync(HttpContext context, int depth)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        var root = RootOf(context.Request, depth);
        return SendAsync(context, Layout.Page(
            "ScreenMeet delivery",
            root,
            Html.Of($"""<nav class="controls" aria-label="Pages"><a href="{root}.">All webhooks</a></nav>"""),
            Html.Of($"""<section class="card"><p>This delivery is not kept any more. Newer deliveries have taken its room, or the application has started again.</p></section>""")));
    }

    private static Task SendAsync(HttpContext context, Html page)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(page.ToString(), context.RequestAborted);
    }

    private static async Task DownloadAsync(HttpContext context, ReadOnlyMemory<byte> content, string fileName)
    {
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = content.Length;
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = fileName }.ToString();
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    // Where the page is, relative to the request's URL. Relative URLs also work behind a proxy that adds or removes a prefix.
    private static string RootOf(HttpRequest request, int depth)
    {
        var path = (request.PathBase + request.Path).ToUriComponent();
        var levels = depth + (path.EndsWith('/') ? 1 : 0);
        return levels switch
        {
            0 => $"./{path[(path.LastIndexOf('/') + 1)..]}/",
            1 => "./",
            _ => string.Concat(Enumerable.Repeat("../", levels - 1)),
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
