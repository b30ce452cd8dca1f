namespace ScreenMeet.AspNetCore.Tests.Readme;

internal static class ObserverSnippet
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ScreenMeetDeliveryObserver, RefusalCounter>();
    }
}

public sealed class RefusalCounter : ScreenMeetDeliveryObserver
{
    private int _refused;

    public int Refused => _refused;

    public override void OnRefused(ScreenMeetDeliveryOutcome outcome) => Interlocked.Increment(ref _refused);
}
