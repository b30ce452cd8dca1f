using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// Provides the signing keys for a request, in place of <see cref="ScreenMeetWebhookOptions.SigningKey"/> and
/// <see cref="ScreenMeetWebhookOptions.PreviousSigningKey"/>: from a key vault, for example, or by the tenant in the route.
/// <c>AddSigningKeyProvider</c> adds it to a webhook. If it is registered as a service of this type, it provides the keys of every webhook
/// that has no provider of its own. It is resolved from the request's own services.
/// </summary>
public interface IScreenMeetSigningKeyProvider
{
    /// <summary>
    /// Gets the keys that a delivery may be signed with. It is called for each request whose headers are well formed, before the
    /// body is read and the signature is checked. Forged requests reach it too, so cache expensive results and limit the time that it takes.
    /// </summary>
    /// <param name="context">The request, with its route values.</param>
    /// <param name="webhookName">The name of the webhook: empty for the unnamed one.</param>
    /// <param name="cancellationToken">Cancelled when the client disconnects.</param>
    /// <returns>
    /// The keys, or <see cref="ScreenMeetSigningKeys.None"/> for an unknown tenant. If there is no key, or if this method throws,
    /// the request is refused with 503, so that the sender can try again. Text that cannot be a key counts as missing.
    /// </returns>
    ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken);
}
