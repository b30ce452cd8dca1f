namespace ScreenMeet.AspNetCore.Analyzers.Tests;

public sealed class MarkTests
{
    [Theory]
    [InlineData("app.MapPost(\"/a\", [{|SM0012:ScreenMeetWebhook|}] () => 1);")]
    [InlineData("app.MapPost(\"/a\", [{|SM0012:ScreenMeetWebhook(\"emea\")|}] (ScreenMeetDelivery delivery) => delivery.Count);")]
    [InlineData("var handler = [{|SM0012:ScreenMeetWebhook|}] () => 1; app.MapPost(\"/a\", handler);")]
    [InlineData("app.MapPost(\"/a\", Receive); [{|SM0012:ScreenMeetWebhook|}] int Receive() => 1;")]
    [InlineData("app.MapPost(\"/a\", () => 1).RequireScreenMeetSignature();")]
    [InlineData("app.MapPost(\"/a\", [HttpPost] () => 1);")]
    public Task A_mark_on_a_lambda_or_a_local_function_is_reported(string statement) => Analyzed.ReportsAsync<MarkAnalyzer>(MinimalApiTests.Program(statement));

    [Theory]
    [InlineData("app.MapPost(\"/a\", {|SM0012:Endpoints.Receive|});")]
    [InlineData("app.MapPost(\"/a\", {|SM0012:Endpoints.Receive|}).RequireScreenMeetSignature();")]
    [InlineData("app.MapPost(\"/a\", Endpoints.Other);")]
    [InlineData("app.MapPost(\"/a\", () => 1).WithMetadata({|SM0012:new ScreenMeetWebhookAttribute()|});")]
    [InlineData("app.MapGroup(\"/g\").WithMetadata(\"a\", {|SM0012:new ScreenMeetWebhookAttribute(\"emea\")|});")]
    [InlineData("app.MapControllers().WithMetadata({|SM0013:new ScreenMeetWebhookAttribute()|});")]
    [InlineData("app.MapControllers().WithMetadata(new AuthorizeAttribute());")]
    public Task A_mark_that_is_mapped_or_metadata_is_reported(string statement) => Analyzed.ReportsAsync<EndpointAnalyzer>(MinimalApiTests.Program(statement) + """

        public static class Endpoints
        {
            [ScreenMeetWebhook]
            public static int Receive() => 1;

            public static int Other() => 1;
        }
        """);

    [Fact]
    public Task A_mark_on_a_method_that_is_not_an_action_is_reported() => Analyzed.ReportsAsync<MarkAnalyzer>($$"""
        {{Sources.Usings}}
        public static class Application
        {
            public static void Map(WebApplication app) => app.MapPost("/a", Endpoints.Mapped);
        }

        public static class Endpoints
        {
            [ScreenMeetWebhook]
            public static int Mapped() => 1;

            [{|SM0050:ScreenMeetWebhook|}]
            public static int Receive() => 1;
        }

        public sealed class EndpointOfAnotherFramework
        {
            [{|SM0050:ScreenMeetWebhook("emea")|}]
            public Task HandleAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        }

        public interface IReceiver
        {
            [{|SM0050:ScreenMeetWebhook|}]
            void Receive(ScreenMeetEvent[] events);
        }

        public class WebhookController : ControllerBase
        {
            [HttpPost, ScreenMeetWebhook]
            public int Receive(ScreenMeetEvent[] events) => events.Length;

            [{|SM0050:ScreenMeetWebhook|}]
            private int Hidden(ScreenMeetEvent[] events) => events.Length;

            [{|SM0050:ScreenMeetWebhook|}, NonAction]
            public int Helper(ScreenMeetEvent[] events) => events.Length;

            [{|SM0050:ScreenMeetWebhook|}]
            public static int Static(ScreenMeetEvent[] events) => events.Length;

            [{|SM0050:ScreenMeetWebhook|}]
            public int Generic<T>(ScreenMeetEvent[] events) => events.Length;
        }

        public static class Slice
        {
            internal sealed class NestedController : ControllerBase
            {
                [HttpPost, ScreenMeetWebhook]
                public int Receive(ScreenMeetEvent[] events) => events.Length;
            }
        }

        public sealed class ReceiveModel : PageModel
        {
            [{|SM0022:ScreenMeetWebhook|}]
            public void OnPost() { }

            public void OnGet() { }
        }
        """);

    [Fact]
    public Task The_fix_moves_the_mark_of_a_lambda_and_of_a_local_function_to_the_endpoint() => Analyzed.FixesAsync<MarkAnalyzer, RequireSignatureCodeFix>(
        MinimalApiTests.Program("""
            app.MapPost("/a", [{|SM0012:ScreenMeetWebhook|}] () => 1);
            app.MapPost("/b", [{|SM0012:ScreenMeetWebhook("emea")|}, HttpPost] (ScreenMeetDelivery delivery) => delivery.Count).WithTags("b");
            app.MapPost("/c", Receive);

            [{|SM0012:ScreenMeetWebhook|}]
            static int Receive() => 1;
            """),
        MinimalApiTests.Program("""
            app.MapPost("/a", () => 1).RequireScreenMeetSignature();
            app.MapPost("/b", [HttpPost] (ScreenMeetDelivery delivery) => delivery.Count).RequireScreenMeetSignature("emea").WithTags("b");
            app.MapPost("/c", Receive).RequireScreenMeetSignature();

            static int Receive() => 1;
            """));

    [Fact]
    public Task The_fix_replaces_metadata() => Analyzed.FixesAsync<EndpointAnalyzer, RequireSignatureCodeFix>(
        MinimalApiTests.Program("""
            app.MapPost("/a", () => 1).WithMetadata({|SM0012:new ScreenMeetWebhookAttribute()|});
            app.MapPost("/b", () => 1).WithMetadata("b", {|SM0012:new ScreenMeetWebhookAttribute("emea")|}).WithTags("b");
            app.MapControllers().WithMetadata({|SM0013:new ScreenMeetWebhookAttribute()|});
            """),
        MinimalApiTests.Program("""
            app.MapPost("/a", () => 1).RequireScreenMeetSignature();
            app.MapPost("/b", () => 1).WithMetadata("b").RequireScreenMeetSignature("emea").WithTags("b");
            app.MapControllers().RequireScreenMeetSignature();
            """));

    [Fact]
    public Task The_fix_moves_the_mark_of_a_mapped_method_in_another_file() => Analyzed.FixesAsync<EndpointAnalyzer, RequireSignatureCodeFix>(
        MinimalApiTests.Program("""
            app.MapPost("/a", {|SM0012:Endpoints.Receive|});
            app.MapPost("/b", {|SM0012:Endpoints.ReceiveToo|}).WithTags("b");
            """),
        MinimalApiTests.Program("""
            app.MapPost("/a", Endpoints.Receive).RequireScreenMeetSignature();
            app.MapPost("/b", Endpoints.ReceiveToo).RequireScreenMeetSignature("emea").WithTags("b");
            """),
        other: (
            "Endpoints.cs",
            """
            using ScreenMeet.AspNetCore;

            public static class Endpoints
            {
                // Receives.
                [ScreenMeetWebhook]
                public static int Receive() => 1;

                [ScreenMeetWebhook("emea")]
                public static int ReceiveToo() => 1;
            }
            """,
            """
            using ScreenMeet.AspNetCore;

            public static class Endpoints
            {
                // Receives.
                public static int Receive() => 1;

                public static int ReceiveToo() => 1;
            }
            """));
}
