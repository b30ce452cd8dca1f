namespace ScreenMeet.AspNetCore.Analyzers.Tests;

public sealed class ActionTests
{
    [Theory]
    [InlineData("[HttpPost] public int {|SM0005:Receive|}(ScreenMeetEvent[] events) => events.Length;")]
    [InlineData("[HttpPost] public int {|SM0005:Receive|}(IReadOnlyList<ScreenMeetEvent> events) => events.Count;")]
    [InlineData("public int {|SM0005:Receive|}(List<ScreenMeetEvent> events) => events.Count;")]
    [InlineData("[HttpPost] public int {|SM0005:Receive|}(HashSet<ScreenMeetEvent> events) => events.Count;")]
    [InlineData("[HttpPost] public string? {|SM0005:Receive|}(ScreenMeetEvent webhookEvent) => webhookEvent.Type;")]
    [InlineData("[HttpPost] public int {|SM0005:Receive|}([FromBody] ScreenMeetDelivery delivery) => delivery.Count;")]
    [InlineData("[HttpPost] public int? {|SM0005:Receive|}([FromBody] Envelope envelope) => envelope.Events?.Count;")]
    [InlineData("[HttpPost] public int? {|SM0005:Receive|}([FromBody] Envelope[] envelopes) => envelopes.Length;")]
    [InlineData("[HttpGet] public int {|SM0005:Receive|}([FromBody] ScreenMeetEvent[] events) => events.Length;")]
    [InlineData("[BindProperty] public List<ScreenMeetEvent>? Events { get; set; } [HttpPost] public int? {|SM0005:Receive|}() => Events?.Count;")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public int Receive(ScreenMeetEvent[] events) => events.Length;")]
    [InlineData("[HttpPost] public int Receive(ScreenMeetDelivery delivery) => delivery.Count;")]
    [InlineData("[HttpPost] public int Receive([FromServices] List<ScreenMeetEvent> events) => events.Count;")]
    [InlineData("[HttpPost] public int Receive(System.Collections.Concurrent.ConcurrentQueue<ScreenMeetEvent> queue) => queue.Count;")]
    [InlineData("[HttpPost] public int? Receive([FromQuery] string id, Envelope envelope) => envelope.Events?.Count;")]
    [InlineData("[HttpGet] public int Receive(ScreenMeetEvent[] events) => events.Length;")]
    [InlineData("[NonAction] public int Receive(ScreenMeetEvent[] events) => events.Length;")]
    [InlineData("private int Receive(ScreenMeetEvent[] events) => events.Length;")]
    [InlineData("public static int Receive(ScreenMeetEvent[] events) => events.Length;")]
    [InlineData("public List<ScreenMeetEvent>? Events { get; set; } [HttpPost] public int? Receive() => Events?.Count;")]
    public Task Events_of_an_action_without_a_mark_are_reported(string members) => ReportsAsync(members);

    [Fact]
    public Task A_class_that_is_not_a_controller_is_silent() => Analyzed.ReportsAsync<ActionAnalyzer>($$"""
        {{Sources.Usings}}
        public sealed class Queue
        {
            public int Receive(ScreenMeetEvent[] events) => events.Length;
        }

        internal sealed class SyncController
        {
            public int Receive(ScreenMeetEvent[] events) => events.Length;
        }

        [NonController]
        public sealed class FakeController
        {
            public int Receive(ScreenMeetEvent[] events) => events.Length;
        }
        """);

    [Fact]
    public Task A_controller_is_known_by_its_name_its_base_or_its_attribute() => Analyzed.ReportsAsync<ActionAnalyzer>($$"""
        {{Sources.Usings}}
        public sealed class PlainController
        {
            public int {|SM0005:Receive|}(ScreenMeetEvent[] events) => events.Length;
        }

        public sealed class Webhooks : ControllerBase
        {
            public int {|SM0005:Receive|}(ScreenMeetEvent[] events) => events.Length;
        }

        [Controller]
        public sealed class Hooks
        {
            public int {|SM0005:Receive|}(ScreenMeetEvent[] events) => events.Length;
        }
        """);

    [Theory]
    [InlineData("app.MapControllers().RequireScreenMeetSignature();")]
    [InlineData("app.MapControllerRoute(\"webhook\", \"webhook\").RequireScreenMeetSignature();")]
    [InlineData("app.MapGroup(\"/g\").RequireScreenMeetSignature().MapControllers();")]
    [InlineData("app.Services.GetRequiredService<MvcOptions>().Filters.Add(new ScreenMeetWebhookAttribute());")]
    public Task Actions_that_a_convention_marks_are_silent(string statement) => Analyzed.ReportsAsync<ActionAnalyzer>(
        Controller("[HttpPost] public int Receive(ScreenMeetEvent[] events) => events.Length;") + MapOnly(statement));

    [Theory]
    [InlineData("app.MapControllers();")]
    [InlineData("app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature();")]
    [InlineData("app.MapGroup(\"/g\").RequireScreenMeetSignature(); app.MapControllers();")]
    [InlineData("app.MapControllers().WithMetadata(new ScreenMeetWebhookAttribute());")]
    public Task What_marks_other_endpoints_does_not_mark_actions(string statement) => Analyzed.ReportsAsync<ActionAnalyzer>(
        Controller("[HttpPost] public int {|SM0005:Receive|}(ScreenMeetEvent[] events) => events.Length;") + MapOnly(statement));

    [Theory]
    [InlineData("[HttpPost, ScreenMeetWebhook] public int Receive({|SM0007:HashSet<ScreenMeetEvent>|} events) => events.Count;")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public string? Receive({|SM0007:ScreenMeetEvent|} webhookEvent) => webhookEvent.Type;")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public int Receive({|SM0007:System.Collections.Immutable.ImmutableArray<ScreenMeetEvent>|} events) => events.Length;")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public int Receive({|SM0007:IAsyncEnumerable<ScreenMeetEvent>|} events) => 1;")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public int Receive({|SM0007:ScreenMeetEvent[][]|} events) => 1;")]
    [InlineData("[BindProperty] public {|SM0007:HashSet<ScreenMeetEvent>?|} Events { get; set; } [HttpPost(\"a\"), ScreenMeetWebhook] public void A() { } [HttpPost(\"b\"), ScreenMeetWebhook] public void B() { }")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public int Receive(ScreenMeetEvent[] events) => events.Length;")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public int? Receive(ScreenMeetEvent[]? events) => events?.Length;")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public int Receive(ICollection<ScreenMeetEvent> events) => events.Count;")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public int Receive([FromBody] ScreenMeetDelivery delivery) => delivery.Count;")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public int Receive([FromServices] HashSet<ScreenMeetEvent> events) => events.Count;")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public int Receive(IQueryable<ScreenMeetEvent> query) => query.Count();")]
    public Task A_type_that_is_not_bound_is_reported(string members) => ReportsAsync(members);

    [Theory]
    [InlineData("[HttpPost, ScreenMeetWebhook, {|SM0015:Consumes(\"application/json\")|}] public int Receive(ScreenMeetEvent[] events) => events.Length;")]
    [InlineData("[HttpPost, {|SM0015:Consumes(\"application/json\", \"application/xml\")|}] public int Receive(ScreenMeetDelivery delivery) => delivery.Count;")]
    [InlineData("[HttpPost, ScreenMeetWebhook, Consumes(\"Text/Plain\")] public int Receive(ScreenMeetEvent[] events) => events.Length;")]
    [InlineData("[HttpPost, ScreenMeetWebhook, Consumes(\"application/json\", \"text/*\")] public int Receive(ScreenMeetEvent[] events) => events.Length;")]
    [InlineData("[HttpPost, Consumes(\"application/json\")] public int Receive(string text) => text.Length;")]
    public Task Consumes_that_shuts_out_plain_text_is_reported(string members) => ReportsAsync(members);

    [Fact]
    public Task Consumes_of_the_class_counts_unless_the_action_has_its_own() => Analyzed.ReportsAsync<ActionAnalyzer>($$"""
        {{Sources.Usings}}
        [{|SM0015:Consumes("application/json")|}]
        public sealed class WebhookController : ControllerBase
        {
            [HttpPost("a"), ScreenMeetWebhook]
            public int Receive(ScreenMeetEvent[] events) => events.Length;
        }

        [Consumes("application/json")]
        public sealed class OtherController : ControllerBase
        {
            [HttpPost("b"), ScreenMeetWebhook, Consumes("text/plain")]
            public int Receive(ScreenMeetEvent[] events) => events.Length;
        }
        """);

    [Theory]
    [InlineData("[HttpPost, ScreenMeetWebhook] public async {|SM0018:void|} Receive(ScreenMeetEvent[] events) => await Task.Yield();")]
    [InlineData("[HttpPost] public async {|SM0018:void|} Receive(ScreenMeetDelivery delivery) => await Task.Yield();")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public async Task Receive(ScreenMeetEvent[] events) => await Task.Yield();")]
    [InlineData("[HttpPost, ScreenMeetWebhook] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpPost] public async void Other() => await Task.Yield();")]
    public Task An_async_void_action_is_reported(string members) => ReportsAsync(members);

    [Theory]
    [InlineData("[HttpPost, ScreenMeetWebhook, {|SM0019:Authorize(\"internal\")|}] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpPost, ScreenMeetWebhook, {|SM0019:Authorize(Roles = \"admin\", AuthenticationSchemes = \"Bearer\")|}] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpPost, ScreenMeetWebhook, {|SM0019:MinimumAge|}] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpPost, ScreenMeetWebhook, Authorize] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpPost, ScreenMeetWebhook, Authorize(\"internal\"), AllowAnonymous] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpPost, Authorize(\"internal\")] public void Other() { }")]
    public Task A_policy_on_a_marked_action_is_reported(string members) => ReportsAsync(members);

    [Theory]
    [InlineData("[HttpPost, ScreenMeetWebhook, {|SM0021:OutputCache|}] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpPost, ScreenMeetWebhook, {|SM0021:OutputCache(Duration = 60)|}] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpPost, ScreenMeetWebhook, OutputCache(NoStore = true)] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpGet, OutputCache] public void Other() { }")]
    public Task An_output_cache_on_a_marked_action_is_reported(string members) => ReportsAsync(members);

    [Theory]
    [InlineData("[HttpPost, {|SM0029:TypeFilter(typeof(ScreenMeetWebhookAttribute))|}] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpPost, {|SM0029:ServiceFilter<ScreenMeetWebhookAttribute>|}] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpPost, ScreenMeetWebhook, TypeFilter(typeof(ScreenMeetWebhookAttribute))] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpPost, TypeFilter(typeof(ResponseCacheAttribute))] public void Other() { }")]
    public Task A_mark_by_its_type_is_reported(string members) => ReportsAsync(members);

    [Theory]
    [InlineData("[{|SM0052:HttpGet|}, ScreenMeetWebhook] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[{|SM0052:HttpGet(\"a\")|}, ScreenMeetWebhook] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[{|SM0052:HttpPut|}] public void Receive(ScreenMeetDelivery delivery) { }")]
    [InlineData("[{|SM0052:AcceptVerbs(\"GET\", \"put\")|}, ScreenMeetWebhook] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpGet, HttpPost, ScreenMeetWebhook] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[AcceptVerbs(\"post\"), ScreenMeetWebhook] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[Route(\"a\"), ScreenMeetWebhook] public void Receive(ScreenMeetEvent[] events) { }")]
    [InlineData("[HttpGet] public void Other() { }")]
    public Task A_marked_action_for_another_method_is_reported(string members) => ReportsAsync(members);

    [Fact]
    public Task A_mark_that_is_inherited_counts() => Analyzed.ReportsAsync<ActionAnalyzer>($$"""
        {{Sources.Usings}}
        public abstract class BaseController : ControllerBase
        {
            [ScreenMeetWebhook]
            public abstract int Receive(ScreenMeetEvent[] events);
        }

        public sealed class WebhookController : BaseController
        {
            [HttpPost]
            public override int Receive(ScreenMeetEvent[] events) => events.Length;
        }
        """);

    [Fact]
    public Task Pages_with_events_are_reported() => Analyzed.ReportsAsync<ActionAnalyzer>($$"""
        {{Sources.Usings}}
        public sealed class ReceiveModel : PageModel
        {
            [BindProperty]
            public {|SM0023:List<ScreenMeetEvent>?|} Bound { get; set; }

            public List<ScreenMeetEvent>? Shown { get; set; }

            public void OnPost({|SM0023:ScreenMeetEvent[]|} events) { }

            public void OnGet([FromServices] List<ScreenMeetEvent> events) { }

            public void Show(ScreenMeetEvent[] events) { }
        }
        """);

    [Fact]
    public Task The_fix_adds_the_mark() => Analyzed.FixesAsync<ActionAnalyzer, AddMarkCodeFix>(
        Controller("""
            [HttpPost("a")]
            public int {|SM0005:Receive|}(ScreenMeetEvent[] events) => events.Length;

            public int {|SM0005:ReceiveToo|}(ScreenMeetEvent[] events) => events.Length;

            [HttpPost("c"), {|SM0029:TypeFilter(typeof(ScreenMeetWebhookAttribute))|}]
            public int ReceiveThree(ScreenMeetEvent[] events) => events.Length;
            """),
        Controller("""
            [HttpPost("a"), ScreenMeetWebhook]
            public int Receive(ScreenMeetEvent[] events) => events.Length;

            [ScreenMeetWebhook]
            public int ReceiveToo(ScreenMeetEvent[] events) => events.Length;

            [HttpPost("c"), ScreenMeetWebhook]
            public int ReceiveThree(ScreenMeetEvent[] events) => events.Length;
            """));

    [Fact]
    public Task The_fix_imports_the_namespace_of_the_mark() => Analyzed.FixesAsync<ActionAnalyzer, AddMarkCodeFix>(
        """
        using Microsoft.AspNetCore.Mvc;
        using ScreenMeet.Webhooks;

        public sealed class WebhookController : ControllerBase
        {
            [HttpPost]
            public int {|SM0005:Receive|}(ScreenMeetEvent[] events) => events.Length;

            [HttpPost("b")]
            public int {|SM0005:ReceiveToo|}(ScreenMeetEvent[] events) => events.Length;
        }
        """,
        """
        using Microsoft.AspNetCore.Mvc;
        using ScreenMeet.AspNetCore;
        using ScreenMeet.Webhooks;

        public sealed class WebhookController : ControllerBase
        {
            [HttpPost, ScreenMeetWebhook]
            public int Receive(ScreenMeetEvent[] events) => events.Length;

            [HttpPost("b"), ScreenMeetWebhook]
            public int ReceiveToo(ScreenMeetEvent[] events) => events.Length;
        }
        """);

    [Fact]
    public Task The_fix_takes_an_array() => Analyzed.FixesAsync<ActionAnalyzer, UseEventArrayCodeFix>(
        Controller("""
            [BindProperty]
            public {|SM0007:HashSet<ScreenMeetEvent>?|} Bound { get; set; }

            [HttpPost("a"), ScreenMeetWebhook]
            public int Receive({|SM0007:HashSet<ScreenMeetEvent>|} events) => events.Count;

            [HttpPost("b"), ScreenMeetWebhook]
            public int ReceiveToo({|SM0007:IAsyncEnumerable<ScreenMeetEvent>|} events, CancellationToken cancellationToken) => 1;
            """),
        Controller("""
            [BindProperty]
            public ScreenMeetEvent[]? Bound { get; set; }

            [HttpPost("a"), ScreenMeetWebhook]
            public int Receive(ScreenMeetEvent[] events) => events.Length;

            [HttpPost("b"), ScreenMeetWebhook]
            public int ReceiveToo(ScreenMeetEvent[] events, CancellationToken cancellationToken) => 1;
            """));

    [Fact]
    public Task The_fix_consumes_plain_text() => Analyzed.FixesAsync<ActionAnalyzer, AddPlainTextCodeFix>(
        Controller("""
            [HttpPost("a"), ScreenMeetWebhook, {|SM0015:Consumes("application/json")|}]
            public int Receive(ScreenMeetEvent[] events) => events.Length;

            [HttpPost("b"), ScreenMeetWebhook, {|SM0015:Consumes("application/json", "application/xml", IsOptional = true)|}]
            public int ReceiveToo(ScreenMeetEvent[] events) => events.Length;
            """),
        Controller("""
            [HttpPost("a"), ScreenMeetWebhook, Consumes("application/json", "text/plain")]
            public int Receive(ScreenMeetEvent[] events) => events.Length;

            [HttpPost("b"), ScreenMeetWebhook, Consumes("application/json", "application/xml", "text/plain", IsOptional = true)]
            public int ReceiveToo(ScreenMeetEvent[] events) => events.Length;
            """));

    [Fact]
    public Task The_fix_returns_a_task() => Analyzed.FixesAsync<ActionAnalyzer, ReturnTaskCodeFix>(
        Controller("""
            [HttpPost("a"), ScreenMeetWebhook]
            public async {|SM0018:void|} Receive(ScreenMeetEvent[] events) => await Task.Yield();

            [HttpPost("b"), ScreenMeetWebhook]
            public async {|SM0018:void|} ReceiveToo(ScreenMeetEvent[] events) => await Task.Yield();
            """),
        Controller("""
            [HttpPost("a"), ScreenMeetWebhook]
            public async Task Receive(ScreenMeetEvent[] events) => await Task.Yield();

            [HttpPost("b"), ScreenMeetWebhook]
            public async Task ReceiveToo(ScreenMeetEvent[] events) => await Task.Yield();
            """));

    [Fact]
    public Task The_fix_accepts_POST() => Analyzed.FixesAsync<ActionAnalyzer, AcceptPostCodeFix>(
        Controller("""
            [{|SM0052:HttpGet("a")|}, ScreenMeetWebhook]
            public int Receive(ScreenMeetEvent[] events) => events.Length;

            [{|SM0052:Microsoft.AspNetCore.Mvc.HttpPut|}, ScreenMeetWebhook]
            public int ReceiveToo(ScreenMeetEvent[] events) => events.Length;
            """),
        Controller("""
            [HttpPost("a"), ScreenMeetWebhook]
            public int Receive(ScreenMeetEvent[] events) => events.Length;

            [Microsoft.AspNetCore.Mvc.HttpPost, ScreenMeetWebhook]
            public int ReceiveToo(ScreenMeetEvent[] events) => events.Length;
            """));

    private static Task ReportsAsync(string members) => Analyzed.ReportsAsync<ActionAnalyzer>(Controller(members));

    private static string Controller(string members) => $$"""
        {{Sources.Usings}}
        public sealed class WebhookController : ControllerBase
        {
            {{members.Replace("\n", "\n    ", StringComparison.Ordinal).Replace("\n    \n", "\n\n", StringComparison.Ordinal)}}
        }

        public sealed class Envelope
        {
            public List<ScreenMeetEvent>? Events { get; set; }
        }

        public sealed class MinimumAgeAttribute : AuthorizeAttribute, IAuthorizationRequirement, IAuthorizationRequirementData
        {
            public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
        }

        """;

    private static string MapOnly(string statement) => $$"""
        public static class Application
        {
            public static void Map(WebApplication app)
            {
                {{statement}}
            }
        }
        """;
}
