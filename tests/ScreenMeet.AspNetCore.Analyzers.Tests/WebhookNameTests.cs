namespace ScreenMeet.AspNetCore.Analyzers.Tests;

public sealed class WebhookNameTests
{
    private const string Registered = "services.AddScreenMeetWebhooks(\"emea\", configuration); services.AddScreenMeetWebhooks(name: \"apac\", configure: options => { });";

    [Theory]
    [InlineData("app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature({|SM0003:\"Emea\"|});")]
    [InlineData("app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature(webhookName: {|SM0003:\"emae\"|});")]
    [InlineData("app.MapPost(\"/a\", () => 1).{|SM0003:RequireScreenMeetSignature|}();")]
    [InlineData("const string name = \"emae\"; app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature({|SM0003:name|});")]
    [InlineData("app.MapScreenMeetWebhook(\"/a\", {|SM0003:\"emae\"|});")]
    [InlineData("app.{|SM0003:MapScreenMeetWebhook|}(\"/a\");")]
    [InlineData("app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature(\"emea\");")]
    [InlineData("app.MapScreenMeetWebhook(\"/a\", \"apac\");")]
    [InlineData("app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature(app.Environment.EnvironmentName);")]
    public Task A_name_that_is_not_registered_is_reported(string statement) => ReportsAsync(Registered, statement);

    [Theory]
    [InlineData("")]
    [InlineData("services.AddScreenMeetWebhooks(\"emea\", configuration); foreach (var name in new[] { \"apac\" }) services.AddScreenMeetWebhooks(name, configuration);")]
    [InlineData("services.AddScreenMeetWebhooks(\"emae\", configuration); services.AddScreenMeetWebhooks(configuration);")]
    public Task Nothing_is_reported_where_the_names_are_not_known_or_fit(string registration) =>
        ReportsAsync(registration, "app.MapScreenMeetWebhook(\"/a\", \"emae\");", controllerName: "(\"emae\")");

    [Fact]
    public Task The_name_of_an_attribute_is_reported() =>
        ReportsAsync("services.AddScreenMeetWebhooks(configuration);", "app.MapScreenMeetWebhook(\"/a\");", controllerName: "({|SM0003:\"emae\"|})");

    [Fact]
    public Task An_attribute_without_a_name_is_reported_where_only_names_are_registered() =>
        Analyzed.ReportsAsync<WebhookNameAnalyzer>(Application(Registered, "").Replace("ScreenMeetWebhook(\"emea\")", "{|SM0003:ScreenMeetWebhook|}", StringComparison.Ordinal));

    [Theory]
    [InlineData(0, "apac")]
    [InlineData(1, "emea")]
    public Task The_fix_offers_the_names(int action, string name) => Analyzed.FixesAsync<WebhookNameAnalyzer, RegisteredNameCodeFix>(
        Application(Registered, "app.MapScreenMeetWebhook(\"/a\", {|SM0003:\"emae\"|}); app.MapPost(\"/b\", () => 1).RequireScreenMeetSignature({|SM0003:\"Emea\"|}); app.MapPost(\"/c\", () => 1).{|SM0003:RequireScreenMeetSignature|}();", "({|SM0003:\"emae\"|})"),
        Application(Registered, $"app.MapScreenMeetWebhook(\"/a\", \"{name}\"); app.MapPost(\"/b\", () => 1).RequireScreenMeetSignature(\"{name}\"); app.MapPost(\"/c\", () => 1).RequireScreenMeetSignature(\"{name}\");", $"(\"{name}\")"),
        action);

    [Fact]
    public Task The_fix_offers_the_unnamed_webhook() => Analyzed.FixesAsync<WebhookNameAnalyzer, RegisteredNameCodeFix>(
        Application("services.AddScreenMeetWebhooks(configuration);", "app.MapScreenMeetWebhook(\"/a\", {|SM0003:\"emae\"|});", "({|SM0003:\"emae\"|})"),
        Application("services.AddScreenMeetWebhooks(configuration);", "app.MapScreenMeetWebhook(\"/a\");", ""));

    [Theory]
    [InlineData("app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature(\"emea\").{|SM0009:RequireScreenMeetSignature|}(\"apac\");")]
    [InlineData("app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature().WithTags(\"a\").{|SM0009:RequireScreenMeetSignature|}(\"apac\");")]
    [InlineData("app.MapGroup(\"/g\").RequireScreenMeetSignature(\"emea\").MapPost(\"/a\", () => 1).{|SM0009:RequireScreenMeetSignature|}(\"apac\");")]
    [InlineData("var group = app.MapGroup(\"/g\").RequireScreenMeetSignature(\"emea\"); group.MapPost(\"/a\", () => 1).{|SM0009:RequireScreenMeetSignature|}(\"apac\");")]
    [InlineData("app.MapScreenMeetWebhook(\"/a\", \"emea\").{|SM0009:RequireScreenMeetSignature|}(\"apac\");")]
    [InlineData("app.MapGroup(\"/g\").RequireScreenMeetSignature(\"emea\").{|SM0009:MapScreenMeetWebhook|}(\"/a\");")]
    [InlineData("app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature(\"emea\").RequireScreenMeetSignature(\"emea\");")]
    [InlineData("app.MapScreenMeetWebhook(\"/a\", \"emea\"); app.MapScreenMeetWebhook(\"/b\", \"apac\");")]
    [InlineData("app.MapPost(\"/a\", (ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature(\"emea\");")]
    [InlineData("app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature(\"emea\").RequireScreenMeetSignature(app.Environment.EnvironmentName);")]
    public Task Two_names_on_one_endpoint_are_reported(string statement) => Analyzed.ReportsAsync<EndpointAnalyzer>(Application("", statement));

    private static Task ReportsAsync(string registration, string statement, string controllerName = "(\"emea\")") =>
        Analyzed.ReportsAsync<WebhookNameAnalyzer>(Application(registration, statement, controllerName));

    private static string Application(string registration, string statement, string controllerName = "(\"emea\")") => $$"""
        {{Sources.Usings}}
        public static class Application
        {
            public static void Add(IServiceCollection services, IConfiguration configuration)
            {
                {{registration}}
            }

            public static void Map(WebApplication app)
            {
                {{statement}}
            }
        }

        public sealed class WebhookController : ControllerBase
        {
            [HttpPost, ScreenMeetWebhook{{controllerName}}]
            public int Receive(ScreenMeetEvent[] events) => events.Length;
        }
        """;
}
