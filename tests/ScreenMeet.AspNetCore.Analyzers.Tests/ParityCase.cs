namespace ScreenMeet.AspNetCore.Analyzers.Tests;

// One mistake in one source, which the analyzers report and with which an application does not start.
public sealed record ParityCase(string Id, string Map, string Members = "", string Registration = ParityCase.Unnamed, string Types = "")
{
    private const string Unnamed = "builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection(\"ScreenMeet\"));";

    private const string Named = "builder.Services.AddScreenMeetWebhooks(\"emea\", builder.Configuration.GetSection(\"ScreenMeet\"));";

    private const string TwoNamed = Named + " builder.Services.AddScreenMeetWebhooks(\"apac\", builder.Configuration.GetSection(\"ScreenMeet\"));";

    private const string Controllers = "app.MapControllers();";

    public static IReadOnlyList<ParityCase> All { get; } =
    [
        new("SM0003", "app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature(\"emae\");", Registration: Named),
        new("SM0003", Controllers, "[HttpPost(\"/a\"), ScreenMeetWebhook] public int Receive(ScreenMeetEvent[] events) => events.Length;", Named),
        new("SM0005", Controllers, "[HttpPost(\"/a\")] public int Receive(ScreenMeetEvent[] events) => events.Length;"),
        new("SM0005", Controllers, "[HttpPost(\"/a\")] public int Receive(HashSet<ScreenMeetEvent> events) => events.Count;"),
        new("SM0005", Controllers, "[HttpPost(\"/a\")] public int Receive([FromBody] ScreenMeetDelivery delivery) => delivery.Count;"),
        new("SM0005", Controllers, "[HttpPost(\"/a\")] public int? Receive([FromBody] Envelope envelope) => envelope.Events?.Count;"),
        new("SM0005", Controllers, "[BindProperty] public List<ScreenMeetEvent>? Events { get; set; } [HttpPost(\"/a\")] public int? Receive() => Events?.Count;"),
        new("SM0006", "app.MapPost(\"/a\", (ScreenMeetEvent[] events) => events.Length);"),
        new("SM0006", "app.MapPost(\"/a\", (List<ScreenMeetEvent> events) => events.Count);"),
        new("SM0006", "app.MapPost(\"/a\", (IEnumerable<ScreenMeetEvent> events) => events.Count());"),
        new("SM0006", "app.MapPost(\"/a\", (ScreenMeetEvent screenMeetEvent) => screenMeetEvent.Type);"),
        new("SM0006", "app.MapPost(\"/a\", (Dictionary<string, ScreenMeetEvent> events) => events.Count);"),
        new("SM0006", "app.MapPost(\"/a\", ([AsParameters] Hidden hidden) => hidden.Events?.Length);"),
        new("SM0006", "app.MapPost(\"/a\", ([FromForm] Envelope envelope) => envelope.Events?.Count).DisableAntiforgery();"),
        new("SM0007", Controllers, "[HttpPost(\"/a\"), ScreenMeetWebhook] public int Receive(HashSet<ScreenMeetEvent> events) => events.Count;"),
        new("SM0007", Controllers, "[HttpPost(\"/a\"), ScreenMeetWebhook] public string? Receive(ScreenMeetEvent screenMeetEvent) => screenMeetEvent.Type;"),
        new("SM0008", "app.MapPost(\"/a\", (ScreenMeetDelivery delivery, ScreenMeetEvent[] events) => delivery.Count + events.Length);"),
        new("SM0008", "app.MapGroup(\"/g\").RequireScreenMeetSignature().MapPost(\"/a\", (IReadOnlyList<ScreenMeetEvent> events) => events.Count);"),
        new("SM0009", "app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature(\"emea\").RequireScreenMeetSignature(\"apac\");", Registration: TwoNamed),
        new("SM0009", "app.MapGroup(\"/g\").RequireScreenMeetSignature(\"emea\").MapPost(\"/a\", () => 1).RequireScreenMeetSignature(\"apac\");", Registration: TwoNamed),
        new("SM0011", "app.MapPost(\"/a\", ([FromBody] ScreenMeetDelivery delivery) => delivery.Count);"),
        new("SM0011", "app.MapPost(\"/a\", ([FromServices] ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature();"),
        new("SM0012", "app.MapPost(\"/a\", [ScreenMeetWebhook] () => 1);"),
        new("SM0012", "app.MapPost(\"/a\", Receive); [ScreenMeetWebhook] int Receive() => 1;"),
        new("SM0012", "app.MapPost(\"/a\", Endpoints.Receive);", Types: "public static class Endpoints { [ScreenMeetWebhook] public static int Receive() => 1; }"),
        new("SM0012", "app.MapPost(\"/a\", () => 1).WithMetadata(new ScreenMeetWebhookAttribute());"),
        new("SM0013", "app.MapControllers().WithMetadata(new ScreenMeetWebhookAttribute());", "[HttpPost(\"/a\")] public int Receive() => 1;"),
        new("SM0015", Controllers, "[HttpPost(\"/a\"), ScreenMeetWebhook, Consumes(\"application/json\")] public int Receive(ScreenMeetEvent[] events) => events.Length;"),
        new("SM0015", "app.MapPost(\"/a\", (ScreenMeetDelivery delivery) => delivery.Count).Accepts<string>(\"application/json\");"),
        new("SM0018", Controllers, "[HttpPost(\"/a\"), ScreenMeetWebhook] public async void Receive(ScreenMeetEvent[] events) => await Task.Yield();"),
        new("SM0018", "app.MapPost(\"/a\", async void (ScreenMeetDelivery delivery) => await Task.Yield());"),
        new("SM0019", Controllers, "[HttpPost(\"/a\"), ScreenMeetWebhook, Authorize(\"internal\")] public int Receive(ScreenMeetEvent[] events) => events.Length;"),
        new("SM0019", Controllers, "[HttpPost(\"/a\"), ScreenMeetWebhook, Authorize(Roles = \"admin\", AuthenticationSchemes = \"Bearer\")] public int Receive(ScreenMeetEvent[] events) => events.Length;"),
        new("SM0021", Controllers, "[HttpPost(\"/a\"), ScreenMeetWebhook, OutputCache] public int Receive(ScreenMeetEvent[] events) => events.Length;"),
        new("SM0029", Controllers, "[HttpPost(\"/a\"), TypeFilter(typeof(ScreenMeetWebhookAttribute))] public int Receive() => 1;"),
    ];

    public string Source => $$"""
        {{Sources.Usings}}
        public static class Application
        {
            public static void Add(WebApplicationBuilder builder)
            {
                {{Registration}}
            }

            public static void Map(WebApplication app)
            {
                app.UseScreenMeetWebhooks();
                {{Map}}
            }
        }

        public sealed class WebhookController : ControllerBase
        {
            {{Members}}
        }

        public sealed class Envelope
        {
            public List<ScreenMeetEvent>? Events { get; set; }
        }

        public sealed class Hidden
        {
            [FromBody]
            public ScreenMeetEvent[]? Events { get; set; }
        }

        {{Types}}
        """;

    public override string ToString() => $"{Id} {Members} {Map}";
}
