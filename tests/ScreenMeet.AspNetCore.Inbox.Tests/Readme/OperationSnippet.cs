using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Readme;

internal static class OperationSnippet
{
    public static async Task PauseAsync(IScreenMeetInbox inbox, CancellationToken cancellationToken)
    {
        await inbox.PauseAsync("", cancellationToken);
    }

    public static async Task<int> RetryAsync(IScreenMeetInbox inbox, string errorGroup, CancellationToken cancellationToken)
    {
        await foreach (var dead in inbox.GetDeadEventsAsync(cancellationToken))
        {
            Console.WriteLine($"{dead.Id} of '{dead.WebhookName}': {dead.ErrorGroup}");
        }

        var retried = await inbox.RetryGroupAsync(errorGroup, cancellationToken);
        return retried;
    }

    public static void SetKey(HttpRequestMessage request, ScreenMeetEvent screenMeetEvent)
    {
        request.Headers.Add("Idempotency-Key", screenMeetEvent.Fingerprint);
    }
}
