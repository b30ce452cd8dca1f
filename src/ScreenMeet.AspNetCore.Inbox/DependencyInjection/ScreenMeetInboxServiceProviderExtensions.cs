using ScreenMeet.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Waits for the inbox in tests.</summary>
public static class ScreenMeetInboxServiceProviderExtensions
{
    /// <summary>
    /// Waits until no event of any inbox is due, for tests of an application: post deliveries, drain the inbox, and look at what the handlers
    /// did. It returns as soon as that is so. An event that failed is due again after its delay, so set a short <c>MinRetryDelay</c> or drain
    /// again. The events of a paused webhook are not waited for.
    /// </summary>
    /// <param name="services">The services of the application, which must have been started: <c>factory.Services</c>, for example.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many events this node handled meanwhile, and how many died.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is not more than zero.</exception>
    /// <exception cref="TimeoutException">Events were still due after <paramref name="timeout"/>.</exception>
    /// <exception cref="InvalidOperationException">No webhook has an inbox.</exception>
    public static async Task<ScreenMeetInboxDrainResult> DrainScreenMeetInboxAsync(
        this IServiceProvider services, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);

        var inboxes = (services.GetService<InboxCollection>() ?? throw new InvalidOperationException(InboxMistakes.DrainWithoutInbox)).All;
        var before = inboxes.Select(static inbox => (inbox.Progress.Handled, inbox.Progress.Dead)).ToArray();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            foreach (var inbox in inboxes)
            {
                await inbox.DrainAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Events of the inbox were still due after {timeout}. Has the application been started, and is MaxConcurrency more than 0?");
        }

        return new()
        {
            Handled = inboxes.Zip(before).Sum(static pair => pair.First.Progress.Handled - pair.Second.Handled),
            Dead = inboxes.Zip(before).Sum(static pair => pair.First.Progress.Dead - pair.Second.Dead),
        };
    }
}
