namespace ScreenMeet.AspNetCore.Analyzers.Tests;

public sealed class MinimalApiTests
{
    [Theory]
    [InlineData("""app.MapPost("/a", ({|SM0006:ScreenMeetEvent[]|} events) => events.Length);""")]
    [InlineData("""app.MapPost("/a", ({|SM0006:List<ScreenMeetEvent>|} events) => events.Count);""")]
    [InlineData("""app.MapPost("/a", ({|SM0006:IEnumerable<ScreenMeetEvent>|} events) => events.Count());""")]
    [InlineData("""app.MapPost("/a", ({|SM0006:ScreenMeetEvent|} screenMeetEvent) => screenMeetEvent.Type);""")]
    [InlineData("""app.MapPost("/a", ({|SM0006:List<ScreenMeetEvent[]>|} events) => events.Count);""")]
    [InlineData("""app.MapPost("/a", ({|SM0006:Dictionary<string, ScreenMeetEvent>|} events) => events.Count);""")]
    [InlineData("""app.MapPost("/a", ({|SM0006:IAsyncEnumerable<ScreenMeetEvent>|} events) => events);""")]
    [InlineData("""app.MapPost("/a", ([FromBody] {|SM0006:ScreenMeetEvent[]?|} events) => events?.Length);""")]
    [InlineData("""app.MapPost("/a", ([FromForm] {|SM0006:Envelope|} envelope) => envelope.Events?.Count);""")]
    [InlineData("""app.MapPost("/a", ([AsParameters] {|SM0006:Hidden|} hidden) => hidden.Events?.Length);""")]
    [InlineData("""app.MapPost("/a", string ({|SM0006:ScreenMeetEvent[]|} events) => "");""")]
    [InlineData("""app.Map("/a", ({|SM0006:ScreenMeetEvent[]|} events) => events.Length);""")]
    [InlineData("""app.MapMethods("/a", ["POST"], ({|SM0006:ScreenMeetEvent[]|} events) => events.Length);""")]
    [InlineData("""app.MapFallback(({|SM0006:ScreenMeetEvent[]|} events) => events.Length);""")]
    [InlineData("""app.MapGroup("/g").MapPost("/a", ({|SM0006:ScreenMeetEvent[]|} events) => events.Length).WithTags("a");""")]
    [InlineData("""app.MapGet("/a", ([FromBody] {|SM0006:ScreenMeetEvent[]|} events) => events.Length);""")]
    [InlineData("""app.MapPost("/a", {|SM0006:Receive|}); int Receive(ScreenMeetEvent[] events) => events.Length;""")]
    public Task Events_of_a_minimal_API_that_is_not_marked_are_reported(string statement) => ReportsAsync(statement);

    [Theory]
    [InlineData("""app.MapPost("/a", (ScreenMeetDelivery delivery, {|SM0008:ScreenMeetEvent[]|} events) => delivery.Count + events.Length);""")]
    [InlineData("""app.MapPost("/a", ({|SM0008:ScreenMeetEvent[]|} events) => events.Length).RequireScreenMeetSignature();""")]
    [InlineData("""app.MapPost("/a", ({|SM0008:ScreenMeetEvent[]|} events) => events.Length).WithTags("a").RequireScreenMeetSignature();""")]
    [InlineData("""var group = app.MapGroup("/g").RequireScreenMeetSignature(); group.MapPost("/a", ({|SM0008:HashSet<ScreenMeetEvent>|} events) => events.Count);""")]
    public Task Events_of_a_marked_minimal_API_are_reported(string statement) => ReportsAsync(statement);

    [Theory]
    [InlineData("""app.MapPost("/a", (ScreenMeetDelivery delivery) => delivery.Count);""")]
    [InlineData("""app.MapPost("/a", (ScreenMeetDelivery? delivery) => delivery?.Count);""")]
    [InlineData("""app.MapPost("/a", ([FromServices] List<ScreenMeetEvent> events) => events.Count);""")]
    [InlineData("""app.MapPost("/a", ([FromKeyedServices("key")] List<ScreenMeetEvent> events) => events.Count);""")]
    [InlineData("""app.MapPost("/a", (System.Collections.Concurrent.ConcurrentQueue<ScreenMeetEvent> queue) => queue.Count);""")]
    [InlineData("""app.MapPost("/a", (EventStore store) => store.Count());""")]
    [InlineData("""app.MapPost("/a", (IQueryable<ScreenMeetEvent> query) => query.Count());""")]
    [InlineData("""app.MapPost("/a", (Func<ScreenMeetEvent, bool> predicate) => predicate);""")]
    [InlineData("""app.MapPost("/a", (Envelope envelope) => envelope.Events?.Count);""")]
    [InlineData("""app.MapGet("/a", (ScreenMeetEvent[] events) => events.Length);""")]
    [InlineData("""app.MapPost("/a", (HttpContext context) => context.GetScreenMeetDelivery()!.Count).RequireScreenMeetSignature();""")]
    [InlineData("""app.MapPost("/a", (string[] events) => events.Length);""")]
    [InlineData("""Func<ScreenMeetEvent[], int> count = events => events.Length; count([]);""")]
    public Task What_cannot_be_read_from_a_request_or_is_verified_is_silent(string statement) => ReportsAsync(statement);

    [Theory]
    [InlineData("""app.MapPost("/a", ([{|SM0011:FromBody|}] ScreenMeetDelivery delivery) => delivery.Count);""")]
    [InlineData("""app.MapPost("/a", ([{|SM0011:FromServices|}] ScreenMeetDelivery delivery) => delivery.Count);""")]
    [InlineData("""app.MapPost("/a", ([{|SM0011:FromKeyedServices("key")|}] ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature();""")]
    public Task A_delivery_with_a_source_of_its_own_is_reported(string statement) => ReportsAsync(statement);

    [Theory]
    [InlineData("""app.MapPost("/a", ([FromBody] string text, ScreenMeetDelivery delivery) => delivery.Count);""")]
    [InlineData("""app.MapPost("/a", ([System.ComponentModel.Description("the delivery")] ScreenMeetDelivery delivery) => delivery.Count);""")]
    public Task A_delivery_without_a_source_is_silent(string statement) => ReportsAsync(statement);

    [Theory]
    [InlineData("""app.MapPost("/a", async {|SM0018:void|} (ScreenMeetDelivery delivery) => await Task.Delay(delivery.Count));""")]
    [InlineData("""app.MapPost("/a", async {|SM0018:void|} () => await Task.Yield()).RequireScreenMeetSignature();""")]
    [InlineData("""app.MapPost("/a", {|SM0018:Receive|}); async void Receive(ScreenMeetDelivery delivery) => await Task.Delay(delivery.Count);""")]
    [InlineData("""app.MapPost("/a", async Task (ScreenMeetDelivery delivery) => await Task.Delay(delivery.Count));""")]
    [InlineData("""app.MapPost("/a", async (ScreenMeetDelivery delivery) => await Task.Delay(delivery.Count));""")]
    [InlineData("""app.MapPost("/a", void (ScreenMeetDelivery delivery) => Console.WriteLine(delivery.Count));""")]
    [InlineData("""app.MapPost("/a", async void () => await Task.Yield());""")]
    public Task An_async_void_receiver_is_reported(string statement) => ReportsAsync(statement);

    [Theory]
    [InlineData("""app.{|SM0052:MapGet|}("/a", (ScreenMeetDelivery delivery) => delivery.Count);""")]
    [InlineData("""app.{|SM0052:MapPut|}("/a", () => 1).RequireScreenMeetSignature();""")]
    [InlineData("""app.MapPost("/a", (ScreenMeetDelivery delivery) => delivery.Count); app.MapGet("/a", () => "");""")]
    public Task A_marked_endpoint_for_another_method_is_reported(string statement) => ReportsAsync(statement);

    [Theory]
    [InlineData("""app.MapPost("/a", (ScreenMeetDelivery delivery) => delivery.Count).{|SM0015:Accepts<string>|}("application/json");""")]
    [InlineData("""app.MapPost("/a", () => 1).{|SM0015:Accepts<string>|}("application/json", "application/xml").RequireScreenMeetSignature();""")]
    [InlineData("""app.MapPost("/a", (ScreenMeetDelivery delivery) => delivery.Count).Accepts<string>("application/json", "text/plain");""")]
    [InlineData("""app.MapPost("/a", (ScreenMeetDelivery delivery) => delivery.Count).Accepts<string>("text/*");""")]
    [InlineData("""app.MapPost("/a", (string text) => text).Accepts<string>("application/json");""")]
    public Task Accepts_that_shuts_out_plain_text_is_reported(string statement) => ReportsAsync(statement);

    [Fact]
    public Task The_fix_takes_a_delivery() => Analyzed.FixesAsync<EndpointAnalyzer, UseDeliveryCodeFix>(
        Program("""
            app.MapPost("/a", ({|SM0006:ScreenMeetEvent[]|} events) => events.Length);
            app.MapPost("/b", ([FromBody] {|SM0006:List<ScreenMeetEvent>|} events, CancellationToken token) => events.Count);
            app.MapPost("/c", ({|SM0008:IReadOnlyList<ScreenMeetEvent>|} events) =>
            {
                foreach (var screenMeetEvent in events)
                {
                    Console.WriteLine(screenMeetEvent.Type);
                }
            }).RequireScreenMeetSignature();
            app.MapPost("/d", {|SM0006:Receive|});

            static int Receive(ScreenMeetEvent[] events) => events.Length;
            """),
        Program("""
            app.MapPost("/a", (ScreenMeetDelivery events) => events.Count);
            app.MapPost("/b", (ScreenMeetDelivery events, CancellationToken token) => events.Count);
            app.MapPost("/c", (ScreenMeetDelivery events) =>
            {
                foreach (var screenMeetEvent in events)
                {
                    Console.WriteLine(screenMeetEvent.Type);
                }
            }).RequireScreenMeetSignature();
            app.MapPost("/d", Receive);

            static int Receive(ScreenMeetDelivery events) => events.Count;
            """));

    [Fact]
    public Task The_fix_changes_a_handler_in_another_file_and_imports_the_namespace() => Analyzed.FixesAsync<EndpointAnalyzer, UseDeliveryCodeFix>(
        Program("""app.MapPost("/a", {|SM0006:Handlers.Receive|});"""),
        Program("""app.MapPost("/a", Handlers.Receive);"""),
        other: (
            "Handlers.cs",
            """
            using ScreenMeet.Webhooks;

            public static class Handlers
            {
                public static int Receive(ScreenMeetEvent[] events) => events.Length;
            }
            """,
            """
            using ScreenMeet.AspNetCore;
            using ScreenMeet.Webhooks;

            public static class Handlers
            {
                public static int Receive(ScreenMeetDelivery events) => events.Count;
            }
            """));

    [Fact]
    public Task The_fix_removes_the_source() => Analyzed.FixesAsync<EndpointAnalyzer, RemoveSourceCodeFix>(
        Program("""
            app.MapPost("/a", ([{|SM0011:FromBody|}] ScreenMeetDelivery delivery) => delivery.Count);
            app.MapPost("/b", ([{|SM0011:FromServices|}] ScreenMeetDelivery delivery, string id) => delivery.Count);
            """),
        Program("""
            app.MapPost("/a", (ScreenMeetDelivery delivery) => delivery.Count);
            app.MapPost("/b", (ScreenMeetDelivery delivery, string id) => delivery.Count);
            """));

    [Fact]
    public Task The_fix_returns_a_task() => Analyzed.FixesAsync<EndpointAnalyzer, ReturnTaskCodeFix>(
        Program("""
            app.MapPost("/a", async {|SM0018:void|} (ScreenMeetDelivery delivery) => await Task.Delay(delivery.Count));
            app.MapPost("/b", {|SM0018:Receive|});

            static async void Receive(ScreenMeetDelivery delivery) => await Task.Delay(delivery.Count);
            """),
        Program("""
            app.MapPost("/a", async Task (ScreenMeetDelivery delivery) => await Task.Delay(delivery.Count));
            app.MapPost("/b", Receive);

            static async Task Receive(ScreenMeetDelivery delivery) => await Task.Delay(delivery.Count);
            """));

    [Fact]
    public Task The_fix_maps_POST() => Analyzed.FixesAsync<EndpointAnalyzer, AcceptPostCodeFix>(
        Program("""
            app.{|SM0052:MapGet|}("/a", (ScreenMeetDelivery delivery) => delivery.Count);
            app.{|SM0052:MapPut|}("/b", (ScreenMeetDelivery delivery) => delivery.Count);
            """),
        Program("""
            app.MapPost("/a", (ScreenMeetDelivery delivery) => delivery.Count);
            app.MapPost("/b", (ScreenMeetDelivery delivery) => delivery.Count);
            """));

    [Fact]
    public Task The_fix_accepts_plain_text() => Analyzed.FixesAsync<EndpointAnalyzer, AddPlainTextCodeFix>(
        Program("""
            app.MapPost("/a", (ScreenMeetDelivery delivery) => delivery.Count).{|SM0015:Accepts<string>|}("application/json");
            app.MapPost("/b", (ScreenMeetDelivery delivery) => delivery.Count).{|SM0015:Accepts<string>|}("application/json", "application/xml");
            """),
        Program("""
            app.MapPost("/a", (ScreenMeetDelivery delivery) => delivery.Count).Accepts<string>("application/json", "text/plain");
            app.MapPost("/b", (ScreenMeetDelivery delivery) => delivery.Count).Accepts<string>("application/json", "application/xml", "text/plain");
            """));

    private static Task ReportsAsync(string statement) => Analyzed.ReportsAsync<EndpointAnalyzer>(Program(statement));

    internal static string Program(string statements) => $$"""
        {{Sources.Usings}}
        public static class Application
        {
            public static void Map(WebApplication app)
            {
        {{Indent(statements)}}
            }
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

        public sealed class EventStore : List<ScreenMeetEvent>
        {
        }
        """;

    private static string Indent(string statements) =>
        string.Join('\n', statements.Split('\n').Select(line => line.Length == 0 ? line : $"        {line}"));
}
