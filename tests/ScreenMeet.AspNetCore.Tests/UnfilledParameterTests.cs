using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Formatters;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// A type of the application's own in place of the events would be empty, and the delivery lost with 200.
public sealed class UnfilledParameterTests
{
    public static TheoryData<Type, string, string> Unfilled => new()
    {
        { typeof(ListController), "'body' of type List<MyEvent>", "JsonSerializer.Deserialize<List<MyEvent>>(delivery.Body.Span)" },
        { typeof(ApiListController), "'body' of type List<MyEvent>", "JsonSerializer.Deserialize<List<MyEvent>>(delivery.Body.Span)" },
        { typeof(ArrayController), "'body' of type MyEvent[]", "JsonSerializer.Deserialize<MyEvent[]>(delivery.Body.Span)" },
        { typeof(OneController), "'body' of type MyEvent", "JsonSerializer.Deserialize<MyEvent[]>(delivery.Body.Span)" },
        { typeof(RecordController), "'body' of type MyRecord", "JsonSerializer.Deserialize<MyRecord[]>(delivery.Body.Span)" },
        { typeof(ObjectController), "'body' of type object", "JsonSerializer.Deserialize<object>(delivery.Body.Span)" },
        { typeof(JsonController), "'body' of type JsonElement[]", "JsonSerializer.Deserialize<JsonElement[]>(delivery.Body.Span)" },
        { typeof(StringController), "'body' of type string", "Encoding.UTF8.GetString(delivery.Body.Span)" },
        { typeof(ApiStringController), "'body' of type string", "Encoding.UTF8.GetString(delivery.Body.Span)" },
        { typeof(BytesController), "'body' of type byte[]", "delivery.Body" },
        { typeof(FileController), "'file' of type IFormFile", "delivery.Body" },
        { typeof(FromBodyBesideEventsController), "'body' of type MyEvent[]", "JsonSerializer.Deserialize<MyEvent[]>(delivery.Body.Span)" },
        { typeof(FromFormBesideEventsController), "'body' of type MyEvent", "JsonSerializer.Deserialize<MyEvent[]>(delivery.Body.Span)" },
        { typeof(InferredBesideEventsController), "'body' of type MyEvent", "JsonSerializer.Deserialize<MyEvent[]>(delivery.Body.Span)" },
        { typeof(BodyByTypeBesideEventsController), "'own' of type MyBody", "JsonSerializer.Deserialize<MyBody[]>(delivery.Body.Span)" },
        { typeof(PropertyController), "'Body' of type List<MyEvent>", "JsonSerializer.Deserialize<List<MyEvent>>(delivery.Body.Span)" },
        { typeof(MapController), "'body' of type Dictionary<string, JsonElement?>", "JsonSerializer.Deserialize<Dictionary<string, JsonElement?>[]>(delivery.Body.Span)" },
    };

    [Theory]
    [MemberData(nameof(Unfilled))]
    public async Task A_parameter_that_nothing_fills_stops_the_start(Type controller, string parameter, string remedy)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(controllers: [controller], pipeline: Usual));

        Assert.StartsWith("SM0017: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"nothing fills its parameter or property {parameter}, because", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"Take `ScreenMeetDelivery delivery` and read `{remedy}`", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Such_a_parameter_of_a_minimal_API_stops_the_start()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/", (MyEvent[] body) => body.Length).RequireScreenMeetSignature();
        }));

        Assert.Contains("nothing fills its parameter or property 'body' of type MyEvent[], because", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_that_are_filled_from_elsewhere_stop_nothing()
    {
        await using var receiver = await Receiver.StartAsync(
            controllers: [typeof(ElsewhereController), typeof(ApiElsewhereController)],
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.Configure<MvcOptions>(mvc => mvc.ModelBinderProviders.Insert(0, new TenantBinder())),
            pipeline: Usual);

        using var request = Signed.Delivery("/elsewhere/blue?version=3&filter=x").With("x-trace", "abc");
        using var response = await receiver.SendAsync(request);
        using var fromApi = await receiver.SendAsync(Signed.Delivery("/api-elsewhere/blue?version=3"));
        using var named = await receiver.SendAsync(Signed.Delivery("/named/blue?type=red"));
        using var besideEvents = await receiver.SendAsync(Signed.Delivery("/beside-events?tenant=red&skip=4"));

        Assert.Equal("blue 3 x abc tenant 2", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("blue 3", await fromApi.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("blue red", await named.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("red 4 2", await besideEvents.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_input_formatter_for_plain_text_fills_them()
    {
        await using var receiver = await Receiver.StartAsync(
            controllers: [typeof(FormattedController)],
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.Configure<MvcOptions>(mvc => mvc.InputFormatters.Insert(0, new PlainTextFormatter())),
            pipeline: Usual);

        using var response = await receiver.SendAsync(Signed.Delivery("/formatted").WithContentType("text/plain"));

        Assert.Equal(Signed.Json, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static void Usual(WebApplication app)
    {
        app.UseScreenMeetWebhooks();
        app.MapControllers();
    }

    public sealed class MyEvent
    {
        public string? Type { get; set; }
    }

    public sealed record MyRecord(string? Type);

    // A type can say itself where it is bound from.
    [BodyBound]
    public sealed class MyBody
    {
        public string? Type { get; set; }
    }

    [AttributeUsage(AttributeTargets.Class)]
    private sealed class BodyBoundAttribute : Attribute, Microsoft.AspNetCore.Mvc.ModelBinding.IBindingSourceMetadata
    {
        public Microsoft.AspNetCore.Mvc.ModelBinding.BindingSource BindingSource => Microsoft.AspNetCore.Mvc.ModelBinding.BindingSource.Body;
    }

    public sealed class Paging
    {
        public int Skip { get; set; }
    }

    public sealed class Tenant;

    private sealed class TenantBinder : Microsoft.AspNetCore.Mvc.ModelBinding.IModelBinderProvider, Microsoft.AspNetCore.Mvc.ModelBinding.IModelBinder
    {
        public Microsoft.AspNetCore.Mvc.ModelBinding.IModelBinder? GetBinder(Microsoft.AspNetCore.Mvc.ModelBinding.ModelBinderProviderContext context) =>
            context.Metadata.ModelType == typeof(Tenant) ? this : null;

        public Task BindModelAsync(Microsoft.AspNetCore.Mvc.ModelBinding.ModelBindingContext bindingContext)
        {
            bindingContext.Result = Microsoft.AspNetCore.Mvc.ModelBinding.ModelBindingResult.Success(new Tenant());
            return Task.CompletedTask;
        }
    }

    private sealed class PlainTextFormatter : TextInputFormatter
    {
        public PlainTextFormatter()
        {
            SupportedMediaTypes.Add("text/csv");
            SupportedMediaTypes.Add("text/plain");
            SupportedEncodings.Add(Encoding.UTF8);
        }

        public override async Task<InputFormatterResult> ReadRequestBodyAsync(InputFormatterContext context, Encoding encoding)
        {
            using var reader = new StreamReader(context.HttpContext.Request.Body, encoding, leaveOpen: true);
            return await InputFormatterResult.SuccessAsync(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        protected override bool CanReadType(Type type) => type == typeof(string);
    }

    public sealed class ListController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(List<MyEvent> body) => Ok(body.Count);
    }

    [ApiController]
    public sealed class ApiListController : ControllerBase
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(List<MyEvent> body) => Ok(body.Count);
    }

    public sealed class ArrayController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(MyEvent[] body) => Ok(body.Length);
    }

    public sealed class OneController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(MyEvent body) => Ok(body.Type);
    }

    [ApiController]
    public sealed class RecordController : ControllerBase
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(MyRecord body) => Ok(body.Type);
    }

    public sealed class ObjectController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(object body) => Ok(body);
    }

    public sealed class JsonController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(JsonElement[] body) => Ok(body.Length);
    }

    public sealed class StringController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(string body) => Ok(body);
    }

    [ApiController]
    public sealed class ApiStringController : ControllerBase
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(string body) => Ok(body);
    }

    public sealed class BytesController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(byte[] body) => Ok(body.Length);
    }

    public sealed class FileController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(IFormFile? file) => Ok(file?.Length);
    }

    public sealed class FromBodyBesideEventsController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(ScreenMeetEvent[] events, [FromBody] MyEvent[] body) => Ok(events.Length + body.Length);
    }

    public sealed class FromFormBesideEventsController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(ScreenMeetDelivery delivery, [FromForm] MyEvent body) => Ok(delivery.Count + body.Type);
    }

    [ApiController]
    public sealed class InferredBesideEventsController : ControllerBase
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(ScreenMeetEvent[] events, MyEvent body) => Ok(events.Length + body.Type);
    }

    public sealed class BodyByTypeBesideEventsController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(ScreenMeetEvent[] events, MyBody own) => Ok(events.Length + own.Type);
    }

    public sealed class PropertyController : Controller
    {
        [BindProperty]
        public List<MyEvent>? Body { get; set; }

        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive() => Ok(Body?.Count);
    }

    public sealed class MapController : Controller
    {
        [HttpPost("/own"), ScreenMeetWebhook]
        public IActionResult Receive(Dictionary<string, JsonElement?> body) => Ok(body.Count);
    }

    public sealed class ElsewhereController : Controller
    {
        [HttpPost("/elsewhere/{room}"), ScreenMeetWebhook]
        public string Receive(
            string room, int version, [FromQuery] string filter, [FromHeader(Name = "x-trace")] string trace, Tenant tenant, [FromServices] ReceivedEvents receivedEvents, CancellationToken cancellationToken) =>
            $"{room} {version} {filter} {trace} {tenant.GetType().Name.ToLowerInvariant()} {(receivedEvents is null || cancellationToken.IsCancellationRequested ? 0 : HttpContext.GetScreenMeetDelivery()!.Count)}";

        // A mark on everything, GET too, lets no GET in.
        [HttpGet("/elsewhere/search"), ScreenMeetWebhook]
        public string Search(string text) => text;

        [HttpPost("/named/{room}"), ScreenMeetWebhook]
        public string Receive([ModelBinder(Name = "room")] string place, [FromQuery] MyBody own) => $"{place} {own.Type}";

        [HttpPost("/beside-events"), ScreenMeetWebhook]
        public string Receive(ScreenMeetEvent[] events, string tenant, Paging paging) => $"{tenant} {paging.Skip} {events.Length}";
    }

    [ApiController]
    public sealed class ApiElsewhereController : ControllerBase
    {
        [HttpPost("/api-elsewhere/{room}"), ScreenMeetWebhook]
        public string Receive(string room, int version, ReceivedEvents receivedEvents) => $"{room} {(receivedEvents is null ? 0 : version)}";
    }

    public sealed class FormattedController : Controller
    {
        [HttpPost("/formatted"), ScreenMeetWebhook]
        public string Receive([FromBody] string body) => body;
    }
}
