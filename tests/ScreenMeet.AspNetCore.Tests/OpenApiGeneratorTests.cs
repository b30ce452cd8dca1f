using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// The generators that applications use, and what applications describe themselves.
public sealed class OpenApiGeneratorTests
{
    private static readonly Dictionary<string, (Action<IServiceCollection> Services, Action<WebApplication> Pipeline, string Path)> s_generators = new()
    {
        ["Microsoft"] = (services => services.AddOpenApi(), app => app.MapOpenApi(), "/openapi/v1.json"),
        ["NSwag"] = (services => services.AddOpenApiDocument(), app => app.UseOpenApi(), "/swagger/v1/swagger.json"),
        ["Swashbuckle"] = (services => services.AddSwaggerGen(), app => app.UseSwagger(), "/swagger/v1/swagger.json"),
    };

    private static readonly string[] s_names =
    [
        "createdByAgentSession", "crmSyncTarget", "device", "id", "label", "message", "organization", "seconds", "settings",
        "stats", "status", "ts", "type", "user", "userDescription",
    ];

    public static MatrixTheoryData<string, bool> GeneratorsAndWhetherEventsAreShown => new([.. s_generators.Keys], [false, true]);

    public static TheoryData<string> Generators => [.. s_generators.Keys];

    [Theory]
    [MemberData(nameof(GeneratorsAndWhetherEventsAreShown))]
    public async Task A_webhook_is_described_once_whatever_describes_it_too(string generator, bool showsEvents)
    {
        using var document = await GetDocumentAsync(generator, app =>
        {
            app.MapControllers();
            app.MapPost("/own-body", (ScreenMeetDelivery delivery, [FromHeader(Name = "X-SIGNATURE-ALGO")] string algorithm) => algorithm + delivery.Count).Accepts<Own>("text/plain");
            if (showsEvents)
            {
                app.MapGet("/events", Ok<List<ScreenMeetEvent>> () => TypedResults.Ok<List<ScreenMeetEvent>>([]));
                app.MapGet("/event", Ok<ScreenMeetEvent> () => TypedResults.Ok(new ScreenMeetEvent()));
            }
        });

        var paths = document.RootElement.GetProperty("paths");
        foreach (var path in new[] { "/own-headers", "/own-body" })
        {
            var operation = paths.GetProperty(path).GetProperty("post");
            var headers = operation.GetProperty("parameters").EnumerateArray().Select(parameter => $"{parameter.GetProperty("in")} {parameter.GetProperty("name")}".ToLowerInvariant());
            Assert.Equal(["header x-signature", "header x-signature-algo"], headers.Order());

            var content = Assert.Single(operation.GetProperty("requestBody").GetProperty("content").EnumerateObject());
            Assert.Equal("#/components/schemas/ScreenMeetEvent", content.Value.GetProperty("schema").GetProperty("items").GetProperty("$ref").GetString());
        }

        Assert.Equal(s_names, PropertiesOf(document, "ScreenMeetEvent"));
    }

    [Theory]
    [MemberData(nameof(Generators))]
    public async Task A_document_with_events_inside_other_types_is_made(string generator)
    {
        using var document = await GetDocumentAsync(generator, app =>
        {
            app.MapControllers();
            app.MapGet("/page", Ok<Page> () => TypedResults.Ok(new Page()));
        });

        var body = document.RootElement.GetProperty("paths").GetProperty("/own-headers").GetProperty("post").GetProperty("requestBody").GetProperty("content");
        Assert.Equal("array", Assert.Single(body.EnumerateObject()).Value.GetProperty("schema").GetProperty("type").GetString());
        if (generator != "Microsoft")
        {
            Assert.Superset(s_names.ToHashSet(), PropertiesOf(document, "ScreenMeetEvent").ToHashSet());
        }
    }

    [Fact]
    public async Task A_description_without_an_action_is_let_alone()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddEndpointsApiExplorer().AddSingleton<IApiDescriptionProvider, BareDescriptions>());

        var groups = receiver.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups;

        Assert.Contains(groups.Items.SelectMany(group => group.Items), description => description.RelativePath == "bare" && description.ParameterDescriptions.Count == 0);
    }

    [Fact]
    public void The_described_shape_has_the_properties_of_the_event()
    {
        var shape = typeof(ScreenMeetDelivery).Assembly.GetType("ScreenMeet.AspNetCore.WireShape+ScreenMeetEvent")!;

        Assert.Equal(nameof(ScreenMeetEvent), shape.Name);
        Assert.Equal(NamesAndTypes(typeof(ScreenMeetEvent)), NamesAndTypes(shape));

        static IEnumerable<string> NamesAndTypes(Type type) =>
            from property in type.GetProperties()
            let name = property.GetCustomAttribute<JsonPropertyNameAttribute>()
            where name is not null
            orderby name.Name
            select $"{name.Name} {property.Name} {property.PropertyType}";
    }

    private static IEnumerable<string> PropertiesOf(JsonDocument document, string schema) =>
        document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties")
            .EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);

    private static async Task<JsonDocument> GetDocumentAsync(string generator, Action<WebApplication> map)
    {
        var (services, pipeline, path) = s_generators[generator];
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => services(builder.Services.AddEndpointsApiExplorer()),
            controllers: [typeof(OwnHeadersController)],
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                pipeline(app);
                map(app);
            });
        return JsonDocument.Parse(await receiver.Client.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    private sealed class BareDescriptions : IApiDescriptionProvider
    {
        public int Order => 0;

        public void OnProvidersExecuting(ApiDescriptionProviderContext context)
        {
            context.Results.Add(new() { RelativePath = "bare" });
            context.Results.Add(new() { RelativePath = "bare", ActionDescriptor = new ActionDescriptor { EndpointMetadata = null! } });
        }

        public void OnProvidersExecuted(ApiDescriptionProviderContext context)
        {
        }
    }

    public sealed class Own
    {
        public string? Name { get; set; }
    }

    public sealed class Page
    {
        public List<ScreenMeetEvent> Items { get; set; } = [];
    }

    [ApiController]
    public sealed class OwnHeadersController : ControllerBase
    {
        [HttpPost("/own-headers"), ScreenMeetWebhook]
        public int Receive(ScreenMeetEvent[] events, [FromHeader(Name = "X-Signature")] string signature) => events.Length + signature.Length;
    }
}
