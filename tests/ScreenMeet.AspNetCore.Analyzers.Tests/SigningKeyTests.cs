namespace ScreenMeet.AspNetCore.Analyzers.Tests;

public sealed class SigningKeyTests
{
    [Theory]
    [InlineData("services.AddScreenMeetWebhooks(options => options.SigningKey = {|SM0053:\"whsk_3f1c9a7e5b2d4860\"|});")]
    [InlineData("services.AddScreenMeetWebhooks(options => options.PreviousSigningKey = {|SM0053:\"whsk_3f1c9a7e5b2d4860\"|});")]
    [InlineData("const string key = \"whsk_3f1c9a7e5b2d4860\"; services.AddScreenMeetWebhooks(options => options.SigningKey = {|SM0053:key|});")]
    [InlineData("services.AddScreenMeetWebhooks(options => options.SigningKey = {|SM0053:\"whsk_\" + \"3f1c9a7e5b2d4860\"|});")]
    [InlineData("services.AddScreenMeetWebhooks(options => (options.SigningKey, options.MaxBodySize) = ({|SM0053:\"whsk_3f1c9a7e5b2d4860\"|}, 1000));")]
    [InlineData("_ = new ScreenMeetWebhookOptions { SigningKey = {|SM0053:\"whsk_3f1c9a7e5b2d4860\"|} };")]
    [InlineData("_ = new ScreenMeetSigningKeys({|SM0053:\"whsk_3f1c9a7e5b2d4860\"|}, key);")]
    [InlineData("_ = new ScreenMeetSigningKeys(key, previousSigningKey: {|SM0053:\"whsk_3f1c9a7e5b2d4860\"|});")]
    [InlineData("_ = ScreenMeetSignature.Verify([], \"\", key, {|SM0053:\"whsk_3f1c9a7e5b2d4860\"|});")]
    [InlineData("_ = ScreenMeetSignature.Compute([], {|SM0053:\"whsk_3f1c9a7e5b2d4860\"|});")]
    [InlineData("services.AddScreenMeetWebhooks(options => options.SigningKey = Environment.GetEnvironmentVariable(\"KEY\"));")]
    [InlineData("services.AddScreenMeetWebhooks(options => options.SigningKey = key);")]
    [InlineData("services.AddScreenMeetWebhooks(options => options.PreviousSigningKey = null);")]
    [InlineData("services.AddScreenMeetWebhooks(options => options.PreviousSigningKey = \"\");")]
    [InlineData("_ = new ScreenMeetSigningKeys(key);")]
    [InlineData("_ = new Other { SigningKey = \"whsk_3f1c9a7e5b2d4860\" };")]
    [InlineData("_ = ScreenMeetSignature.Verify([], \"8718ff0a\", key);")]
    public Task A_key_in_the_source_code_is_reported(string statement) => Analyzed.ReportsAsync<SigningKeyAnalyzer>(Application(statement));

    [Fact]
    public Task A_test_project_is_silent() => Analyzed.ReportsAsync<SigningKeyAnalyzer>(
        Application("services.AddScreenMeetWebhooks(options => options.SigningKey = \"whsk_3f1c9a7e5b2d4860\");"),
        [.. Sources.Ours, .. Sources.Assemblies(path => path.EndsWith("xunit.v3.core.dll", StringComparison.Ordinal))]);

    private static string Application(string statement) => $$"""
        {{Sources.Usings}}
        public static class Application
        {
            public static void Add(IServiceCollection services, string key)
            {
                {{statement.Replace("const string key", "const string constant", StringComparison.Ordinal).Replace("{|SM0053:key|}", "{|SM0053:constant|}", StringComparison.Ordinal)}}
            }
        }

        public sealed class Other
        {
            public string? SigningKey { get; set; }
        }
        """;
}
