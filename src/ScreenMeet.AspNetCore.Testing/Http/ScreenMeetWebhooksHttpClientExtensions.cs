using System.Diagnostics.CodeAnalysis;
using ScreenMeet.AspNetCore.Testing;
using ScreenMeet.Webhooks;

namespace System.Net.Http;

/// <summary>Posts events as ScreenMeet does.</summary>
public static class ScreenMeetWebhooksHttpClientExtensions
{
    /// <summary>Posts a genuine delivery. To post one that is wrong on purpose, send the request of a <see cref="ScreenMeetTestDelivery"/>.</summary>
    /// <param name="client">The client.</param>
    /// <param name="requestUri">The URL of the endpoint, which can be relative when the client has a <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="signingKey">The signing key of the receiver.</param>
    /// <param name="events">The events of the delivery. Default: none, which is an empty array.</param>
    /// <returns>The response.</returns>
    /// <exception cref="ArgumentException"><paramref name="signingKey"/> cannot be a key, for one of the reasons that <see cref="ScreenMeetSignature.Compute"/> lists.</exception>
    public static Task<HttpResponseMessage> PostScreenMeetAsync(
        this HttpClient client, [StringSyntax(StringSyntaxAttribute.Uri)] string requestUri, string signingKey, params ScreenMeetEvent[] events) =>
        client.PostScreenMeetAsync(requestUri, signingKey, events, CancellationToken.None);

    /// <summary>Posts a genuine delivery. To post one that is wrong on purpose, send the request of a <see cref="ScreenMeetTestDelivery"/>.</summary>
    /// <param name="client">The client.</param>
    /// <param name="requestUri">The URL of the endpoint, which can be relative when the client has a <see cref="HttpClient.BaseAddress"/>.</param>
    /// <param name="signingKey">The signing key of the receiver.</param>
    /// <param name="events">The events of the delivery.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The response.</returns>
    /// <exception cref="ArgumentException"><paramref name="signingKey"/> cannot be a key, for one of the reasons that <see cref="ScreenMeetSignature.Compute"/> lists.</exception>
    public static async Task<HttpResponseMessage> PostScreenMeetAsync(
        this HttpClient client,
        [StringSyntax(StringSyntaxAttribute.Uri)] string requestUri,
        string signingKey,
        IEnumerable<ScreenMeetEvent> events,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);

        using var request = ScreenMeetTestDelivery.Create(signingKey, events).ToRequest(requestUri);
        return await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
