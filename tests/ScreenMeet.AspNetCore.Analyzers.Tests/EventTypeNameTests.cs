namespace ScreenMeet.AspNetCore.Analyzers.Tests;

public sealed class EventTypeNameTests
{
    [Theory]
    [InlineData("{|SM0054:\"room-entred\"|}")]
    [InlineData("{|SM0054:\"room-enterred\"|}")]
    [InlineData("{|SM0054:\"room-enteerd\"|}")]
    [InlineData("{|SM0054:\"room_entered\"|}")]
    [InlineData("{|SM0054:\"room-entere\"|}")]
    [InlineData("{|SM0054:\"room-enteredd\"|}")]
    [InlineData("{|SM0054:\"Room-Entered\"|}")]
    [InlineData("\"audio-muted\", {|SM0054:\"audio-mutes\"|}")]
    [InlineData("[{|SM0054:\"room-entred\"|}]")]
    [InlineData("new[] { {|SM0054:\"room-entred\"|} }")]
    [InlineData("\"room-entered\"")]
    [InlineData("ScreenMeetEventTypes.RoomEntered")]
    [InlineData("\"used-pin\"")]
    [InlineData("\"session-created\"")]
    [InlineData("\"room-enter\"")]
    [InlineData("\"rom-entred\"")]
    [InlineData("eventType")]
    [InlineData("")]
    public Task An_event_type_one_letter_away_from_a_documented_one_is_reported(string eventTypes) => Analyzed.ReportsAsync<EventTypeNameAnalyzer>(Application(eventTypes));

    [Fact]
    public Task The_fix_uses_the_constant() => Analyzed.FixesAsync<EventTypeNameAnalyzer, EventTypeConstantCodeFix>(
        Application("{|SM0054:\"room-entred\"|}, {|SM0054:\"Audio-Muted\"|}"),
        Application("ScreenMeetEventTypes.RoomEntered, ScreenMeetEventTypes.AudioMuted"));

    [Fact]
    public Task The_fix_imports_the_namespace() => Analyzed.FixesAsync<EventTypeNameAnalyzer, EventTypeConstantCodeFix>(
        Application("[{|SM0054:\"room-entred\"|}, \"audio-muted\"]").Replace("using ScreenMeet.Webhooks;\n", "", StringComparison.Ordinal).Replace("ScreenMeetEvent screen", "ScreenMeet.Webhooks.ScreenMeetEvent screen", StringComparison.Ordinal),
        Application("[ScreenMeetEventTypes.RoomEntered, \"audio-muted\"]").Replace("ScreenMeetEvent screen", "ScreenMeet.Webhooks.ScreenMeetEvent screen", StringComparison.Ordinal));

    private static string Application(string eventTypes) => $$"""
        {{Sources.Usings}}
        public static class Application
        {
            public static void Add(IServiceCollection services, IConfiguration configuration, string eventType)
            {
                services.AddScreenMeetWebhooks(configuration).AddHandler<Handler>({{eventTypes}});
            }
        }

        public sealed class Handler : IScreenMeetEventHandler
        {
            public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) => default;
        }
        """;
}
