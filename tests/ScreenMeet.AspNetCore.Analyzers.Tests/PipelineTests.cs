namespace ScreenMeet.AspNetCore.Analyzers.Tests;

public sealed class PipelineTests
{
    [Theory]
    [InlineData("app.{|SM0051:UseScreenMeetWebhooks|}(); app.UseRouting();")]
    [InlineData("app.{|SM0051:UseScreenMeetWebhooks|}(); app.UseAuthorization(); app.UseRouting(); app.MapControllers();")]
    [InlineData("app.{|SM0051:UseScreenMeetWebhooks|}().UseRouting();")]
    [InlineData("app.{|SM0051:UseScreenMeetWebhooks|}(); app.UseStaticFiles().UseRouting();")]
    [InlineData("app.Map(\"/b\", branch => { branch.{|SM0051:UseScreenMeetWebhooks|}(); branch.UseRouting(); });")]
    [InlineData("app.UseRouting(); app.UseScreenMeetWebhooks();")]
    [InlineData("app.UseScreenMeetWebhooks(); app.MapControllers();")]
    [InlineData("app.UseRouting().UseScreenMeetWebhooks();")]
    [InlineData("app.UseRouting(); app.UseScreenMeetWebhooks(); app.UseRouting();")]
    [InlineData("app.UseScreenMeetWebhooks(); app.Map(\"/b\", branch => branch.UseRouting());")]
    [InlineData("app.Map(\"/b\", branch => branch.UseScreenMeetWebhooks()); app.UseRouting();")]
    [InlineData("app.UseScreenMeetWebhooks(); other.UseRouting();")]
    [InlineData("app.UseRouting(); var same = app.UseScreenMeetWebhooks(); same.UseAuthorization();")]
    public Task The_middleware_before_routing_is_reported(string statements) => Analyzed.ReportsAsync<PipelineAnalyzer>(Startup(statements));

    [Fact]
    public Task It_is_reported_in_a_program_without_a_class() => Analyzed.ReportsAsync<PipelineAnalyzer>("""
        var builder = WebApplication.CreateBuilder(args);
        var app = builder.Build();
        app.{|SM0051:UseScreenMeetWebhooks|}();
        app.UseRouting();
        app.Run();
        """);

    [Fact]
    public Task The_fix_moves_it_after_routing() => Analyzed.FixesAsync<PipelineAnalyzer, SwapMiddlewareCodeFix>(
        Startup("""
            app.UseStaticFiles();
            app.{|SM0051:UseScreenMeetWebhooks|}();
            app.UseRouting();
            app.UseAuthorization();
            """) + Startup("""
            app.{|SM0051:UseScreenMeetWebhooks|}();
            app.UseAuthorization();
            app.UseRouting();
            """, "Second") + Startup("""
            app.{|SM0051:UseScreenMeetWebhooks|}().UseRouting().UseAuthorization();
            """, "Third"),
        Startup("""
            app.UseStaticFiles();
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.UseAuthorization();
            """) + Startup("""
            app.UseAuthorization();
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            """, "Second") + Startup("""
            app.UseRouting().UseScreenMeetWebhooks().UseAuthorization();
            """, "Third"));

    [Fact]
    public Task The_fix_works_in_a_program_without_a_class() => Analyzed.FixesAsync<PipelineAnalyzer, SwapMiddlewareCodeFix>(
        """
        var builder = WebApplication.CreateBuilder(args);
        var app = builder.Build();
        app.{|SM0051:UseScreenMeetWebhooks|}();
        app.UseRouting();
        app.Run();
        """,
        """
        var builder = WebApplication.CreateBuilder(args);
        var app = builder.Build();
        app.UseRouting();
        app.UseScreenMeetWebhooks();
        app.Run();
        """);

    private static string Startup(string statements, string name = "Startup") => $$"""
        public sealed class {{name}}
        {
            public void Configure(IApplicationBuilder app, WebApplication other)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }

        """.Replace("app.MapControllers", "other.MapControllers", StringComparison.Ordinal);
}
