using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class OpenApiTests
{
    // Of MVC, OpenAPI shows controllers with [ApiController] alone.
    public static TheoryData<string> EntryPointsInTheDocument => [.. EntryPoints.All.Except([EntryPoints.PlainController, EntryPoints.ConventionalRoute])];

    [Theory]
    [MemberData(nameof(EntryPointsInTheDocument))]
    public async Task A_webhook_is_described_as_ScreenMeet_calls_it(string entryPoint)
    {
        using var document = await GetDocumentAsync();

        var path = document.RootElement.GetProperty("paths").GetProperty(entryPoint);
        var operation = Assert.Single(path.EnumerateObject(), operation => operation.Name == "post").Value;

        var content = Assert.Single(operation.GetProperty("requestBody").GetProperty("content").EnumerateObject());
        Assert.Equal("text/plain", content.Name);
        Assert.True(operation.GetProperty("requestBody").GetProperty("required").GetBoolean());
        var schema = content.Value.GetProperty("schema");
        Assert.Equal("array", schema.GetProperty("type").GetString());
        Assert.Equal("#/components/schemas/ScreenMeetEvent", schema.GetProperty("items").GetProperty("$ref").GetString());

        var headers = operation.GetProperty("parameters").EnumerateArray()
            .Where(parameter => parameter.GetProperty("in").GetString() == "header")
            .ToDictionary(parameter => parameter.GetProperty("name").GetString()!, parameter => parameter.GetProperty("required").GetBoolean());
        Assert.Equal(new() { ["x-signature"] = true, ["x-signature-algo"] = true }, headers);

        Assert.Equal(
            ["200", "400", "401", "408", "413", "415", "503"],
            operation.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order());
    }

    [Fact]
    public async Task Actions_that_a_convention_marks_are_described_too()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddOpenApi(),
            controllers: [typeof(ConventionController)],
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapOpenApi();
                app.MapControllers().RequireScreenMeetSignature();
            });

        using var document = JsonDocument.Parse(await receiver.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));

        var operation = document.RootElement.GetProperty("paths").GetProperty("/by-convention").GetProperty("post");
        Assert.Equal("text/plain", Assert.Single(operation.GetProperty("requestBody").GetProperty("content").EnumerateObject()).Name);
    }

    [ApiController]
    public sealed class ConventionController : ControllerBase
    {
        [HttpPost("/by-convention")]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    [Fact]
    public async Task The_events_have_the_names_of_their_attributes()
    {
        using var document = await GetDocumentAsync();

        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");

        Assert.Equal(
            typeof(ScreenMeetEvent).GetProperties().Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name).OfType<string>().Order(StringComparer.Ordinal),
            Names("ScreenMeetEvent"));
        Assert.Equal(
            [
                "createdByAgentSession", "crmSyncTarget", "device", "id", "label", "message", "organization", "seconds", "settings",
                "stats", "status", "ts", "type", "user", "userDescription",
            ],
            Names("ScreenMeetEvent"));
        Assert.Equal(["email", "externalId", "id", "name"], Names("ScreenMeetUser"));
        Assert.Equal(["CustomerId", "externalId", "id", "name", "provider"], Names("ScreenMeetOrganization"));

        IEnumerable<string> Names(string schema) =>
            schemas.GetProperty(schema).GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Other_endpoints_are_described_as_before()
    {
        using var document = await GetDocumentAsync();

        var operation = document.RootElement.GetProperty("paths").GetProperty("/other").GetProperty("post");

        Assert.Equal("application/json", Assert.Single(operation.GetProperty("requestBody").GetProperty("content").EnumerateObject()).Name);
        Assert.False(operation.TryGetProperty("parameters", out _));
    }

    private static async Task<JsonDocument> GetDocumentAsync()
    {
        await using var receiver = await Receiver.StartAsync(
            options: webhook => webhook.SigningKey = Signed.Key,
            services: builder => builder.Services.AddOpenApi(),
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapOpenApi();
                EntryPoints.Map(app);
                app.MapPost("/other", (Dictionary<string, string> body) => body.Count);
            });
        return JsonDocument.Parse(await receiver.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
    }
}
