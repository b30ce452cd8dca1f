using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// Provides the signing keys of a request in place of <see cref="ScreenMeetWebhookOptions.SigningKey"/> and
/// <see cref="ScreenMeetWebhookOptions.PreviousSigningKey"/>: from a key vault, or those of one tenant for each route.
/// <c>AddSigningKeyProvider</c> adds it to a webhook. Resolved from the request's own services.
/// </summary>
public interface IScreenMeetSigningKeyProvider
{
    /// <summary>
    /// Gets the keys that a delivery may be signed with. Called for each request whose headers are well formed, before its body
    /// is read and before anything of it is proven: cache what is expensive, and bound the time that it takes.
    /// </summary>
    /// <param name="context">The request, with its route values.</param>
    /// <param name="webhookName">The name of the webhook: empty for the unnamed one.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone away.</param>
    /// <returns>
    /// The keys, or <see cref="ScreenMeetSigningKeys.None"/> for a tenant that is unknown. Without a key, and when this throws,
    /// the request is refused with 503, so that the sender can try again. A text that cannot be a key counts as none.
    /// </returns>
    ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken);
}
