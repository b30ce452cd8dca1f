using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// Gives the signing keys of a request, in place of <see cref="ScreenMeetWebhookOptions.SigningKey"/> and
/// <see cref="ScreenMeetWebhookOptions.PreviousSigningKey"/>: from a key vault, or of one tenant for each route. Register
/// it as a service of any lifetime.
/// </summary>
public interface IScreenMeetSigningKeyProvider
{
    /// <summary>
    /// Gives the keys that a delivery may be signed with. Asked for each request whose headers are well formed, before
    /// its body is read and before anything of it is proven: caching is the provider's own.
    /// </summary>
    /// <param name="context">The request, with its route values.</param>
    /// <param name="name">The name of the webhook: empty for the unnamed one.</param>
    /// <param name="cancellationToken">Cancelled when the client has gone.</param>
    /// <returns>The keys. Without any, or when this throws, the request is refused with 503, so that the sender can try again.</returns>
    ValueTask<ScreenMeetSigningKeys> GetKeysAsync(HttpContext context, string name, CancellationToken cancellationToken);
}
