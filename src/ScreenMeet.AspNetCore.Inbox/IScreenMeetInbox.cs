using System.Data.Common;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// The inboxes that <c>AddInbox</c> added. It is a singleton service that acts on the inboxes of all webhooks. The keyed service
/// with a webhook's name as its key acts on that webhook's inbox alone.
/// </summary>
public interface IScreenMeetInbox
{
    /// <summary>
    /// Stores the events of a delivery in the inbox of its webhook, in a scope and a transaction of its own, which has been committed
    /// when this returns. Events that are known already are not stored again. Call this from an action;
    /// <c>MapScreenMeetWebhook</c> calls it by itself.
    /// </summary>
    /// <param name="delivery">The verified delivery.</param>
    /// <param name="cancellationToken">Cancels the storing. Afterwards the delivery is stored whole or not at all.</param>
    /// <returns>How many of the events were new.</returns>
    /// <exception cref="DbException">The delivery could not be stored, and nothing of it was. Answer with 503, so that the sender can try again.</exception>
    /// <exception cref="InvalidOperationException">The delivery's webhook has no inbox.</exception>
    ValueTask<int> AddAsync(ScreenMeetDelivery delivery, CancellationToken cancellationToken = default);

    /// <summary>Counts the events in the inbox.</summary>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>The counts.</returns>
    ValueTask<ScreenMeetInboxStatus> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <summary>Returns the dead events of one webhook after another, each in the order in which they were stored. They are read in pages, so changes meanwhile may be seen.</summary>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>The dead events.</returns>
    IAsyncEnumerable<ScreenMeetDeadEvent> GetDeadEventsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a dead event due again, with attempt 1. It is handled before the later events of its session that have not been handled
    /// yet, and after those that have.
    /// </summary>
    /// <param name="id">The <see cref="ScreenMeetDeadEvent.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the update.</param>
    /// <returns><see langword="false"/> if no dead event has this id.</returns>
    /// <exception cref="InvalidOperationException">Inboxes in several databases have a dead event with this id. Use the keyed service of one webhook.</exception>
    ValueTask<bool> RetryAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>Deletes a dead event. It stays known, so it is not stored again when it is delivered again.</summary>
    /// <param name="id">The <see cref="ScreenMeetDeadEvent.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the update.</param>
    /// <returns><see langword="false"/> if no dead event has this id.</returns>
    /// <exception cref="InvalidOperationException">Inboxes in several databases have a dead event with this id. Use the keyed service of one webhook.</exception>
    ValueTask<bool> DiscardAsync(long id, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes the dead events of one group due again, as <see cref="RetryAsync"/> does. It takes those that are dead when it is
    /// called, in batches, so events that die again meanwhile stay dead.
    /// </summary>
    /// <param name="errorGroup">The <see cref="ScreenMeetDeadEvent.ErrorGroup"/>.</param>
    /// <param name="cancellationToken">Cancels the updates after the current batch.</param>
    /// <returns>How many events are due again.</returns>
    ValueTask<int> RetryGroupAsync(string errorGroup, CancellationToken cancellationToken = default);

    /// <summary>Stops the handling of a webhook's events on every node, until <see cref="ResumeAsync"/>. Deliveries are still stored.</summary>
    /// <param name="webhookName">The webhook's name: empty for the unnamed one.</param>
    /// <param name="cancellationToken">Cancels the update.</param>
    /// <returns>
    /// A task that completes when the pause is stored. Nodes look at it when they claim a session, so the few events that one has just
    /// claimed are still handled, and events that are being handled are not interrupted.
    /// </returns>
    /// <exception cref="InvalidOperationException">The webhook has no inbox.</exception>
    ValueTask PauseAsync(string webhookName, CancellationToken cancellationToken = default);

    /// <summary>Ends what <see cref="PauseAsync"/> began.</summary>
    /// <param name="webhookName">The webhook's name: empty for the unnamed one.</param>
    /// <param name="cancellationToken">Cancels the update.</param>
    /// <returns>A task that completes when events may be handled again.</returns>
    /// <exception cref="InvalidOperationException">The webhook has no inbox.</exception>
    ValueTask ResumeAsync(string webhookName, CancellationToken cancellationToken = default);
}
