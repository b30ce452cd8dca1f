using System.Collections;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// A delivery that is proven to come from ScreenMeet. It is a list of its events in the order sent. A parameter of this type
/// marks its endpoint, a minimal API or an action, as the receiver of the unnamed webhook.
/// </summary>
/// <remarks>It can be kept and read after the request has ended.</remarks>
public sealed class ScreenMeetDelivery
    : IReadOnlyList<ScreenMeetEvent>, IBindableFromHttpContext<ScreenMeetDelivery>, IEndpointParameterMetadataProvider
{
    // Bound when the guard has refused the request, whose handler the guard's filter then keeps from running. Null would count as
    // a missing parameter, which is answered with 400 if it is required.
    private static readonly ScreenMeetDelivery s_refused = new([], [], default, "", isSignedWithPreviousKey: false);

    private readonly ScreenMeetEvent[] _events;
    private readonly BodyPieces _pieces;
    private byte[]? _body;

    // The events were parsed from the body, which is not referenced afterwards.
    internal ScreenMeetDelivery(
        ScreenMeetEvent[] events, ReadOnlySpan<byte> body, DateTimeOffset receivedAt, string webhookName, bool isSignedWithPreviousKey)
    {
        _events = events;
        _pieces = new(body, events);
        ReceivedAt = receivedAt;
        WebhookName = webhookName;
        IsSignedWithPreviousKey = isSignedWithPreviousKey;
    }

    /// <summary>
    /// The SHA-256 of <see cref="Body"/> as 64 lower-case hex digits, computed when it is first used. ScreenMeet does not send
    /// delivery ids. A delivery that is sent again unchanged has the same fingerprint.
    /// </summary>
    public string Fingerprint => field ??= Convert.ToHexStringLower(SHA256.HashData(Body.Span));

    /// <summary>The body exactly as it was signed, copied when it is first used. It can be kept after the request has ended.</summary>
    public ReadOnlyMemory<byte> Body => _body ??= _pieces.Join();

    /// <summary>The time when the delivery's headers had arrived. ScreenMeet does not sign the time at which it sends.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>The name of the webhook that received the delivery: empty for the unnamed one.</summary>
    public string WebhookName { get; }

    /// <summary>Whether the delivery was signed with <see cref="ScreenMeetWebhookOptions.PreviousSigningKey"/> and not with the current key.</summary>
    public bool IsSignedWithPreviousKey { get; }

    /// <inheritdoc />
    public int Count => _events.Length;

    /// <inheritdoc />
    public ScreenMeetEvent this[int index] => _events[index];

    /// <inheritdoc />
    public IEnumerator<ScreenMeetEvent> GetEnumerator() => ((IEnumerable<ScreenMeetEvent>)_events).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The body's length in bytes.
    internal int Size => _pieces.Length;

    /// <summary>Reads a delivery from the body of a request that has already been verified, for tests and queues. It does not check a signature.</summary>
    /// <param name="body">The body: a JSON array of at most 10,000 events. It can be reused afterwards, because the events keep a copy.</param>
    /// <param name="webhookName">The name of the webhook that received the delivery. Default: empty, for the unnamed one.</param>
    /// <param name="receivedAt">When the delivery was received. Default: <see langword="default"/>, the first moment of year 1.</param>
    /// <returns>The delivery. Its <see cref="IsSignedWithPreviousKey"/> is <see langword="false"/>.</returns>
    /// <exception cref="JsonException">The body cannot be parsed, for one of the reasons that <see cref="ScreenMeetEventParser.Parse"/> lists.</exception>
    public static ScreenMeetDelivery FromVerifiedBody(ReadOnlySpan<byte> body, string webhookName = "", DateTimeOffset receivedAt = default)
    {
        ArgumentNullException.ThrowIfNull(webhookName);

        return new(ScreenMeetEventParser.Parse(body), body, receivedAt, webhookName, isSignedWithPreviousKey: false);
    }

    internal ScreenMeetEvent[] ToArray() => [.. _events];

    // The guard around the handler has verified the request already, if the handler could be wrapped.
    static ValueTask<ScreenMeetDelivery?> IBindableFromHttpContext<ScreenMeetDelivery>.BindAsync(HttpContext context, ParameterInfo parameter) =>
        context.GetScreenMeetDelivery() is { } delivery ? new(delivery) : VerifyAsync(context);

    private static async ValueTask<ScreenMeetDelivery?> VerifyAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<GuardedEndpoint>() is { } guard
            ? await guard.RequireAsync(context) ?? s_refused
            : throw new InvalidOperationException(
                $"The endpoint '{context.GetEndpoint()?.DisplayName}' takes a ScreenMeetDelivery, but is not marked as its receiver. Call RequireScreenMeetSignature() on the endpoint.");

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        if (EventParameter.IsMark(parameter))
        {
            builder.Metadata.Add(ScreenMeetWebhookAttribute.Inferred);
            var guard = GuardedEndpoint.Of(builder);

            if (!guard.Wrap(builder, ScreenMeetWebhookAttribute.Inferred.Name))
            {
                builder.FilterFactories.Insert(0, (_, next) => builder.Metadata.OfType<ActionDescriptor>().Any() ? next : guard.Filter(next));
            }
        }
    }
}
