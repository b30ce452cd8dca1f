namespace ScreenMeet.AspNetCore.Inbox.Tests.Readme;

internal static class DrainSnippet
{
    public static async Task<(int Handled, int Dead)> DrainAsync(InboxNode factory)
    {
        var (handled, dead) = await factory.Services.DrainScreenMeetInboxAsync(TimeSpan.FromSeconds(30));
        return (handled, dead);
    }
}
