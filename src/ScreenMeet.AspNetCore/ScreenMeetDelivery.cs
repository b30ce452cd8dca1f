using System.Collections;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// A delivery that is proven to come from ScreenMeet: its events in the order sent. As a parameter of a minimal API
/// handler or of an action it marks the endpoint by itself, as the receiver of the unnamed webhook.
/// </summary>
/// <remarks>It can be kept and read after the request is over.</remarks>
public sealed class ScreenMeetDelivery
    : IReadOnlyList<ScreenMeetEvent>, IBindableFromHttpContext<ScreenMeetDelivery>, IEndpointParameterMetadataProvider
{
    // Bound where the guard has refused: the guard's filter keeps the handler from seeing it. Null would be a missing parameter,
    // which is answered with 400, or one that a handler need not have.
    private static readonly ScreenMeetDelivery s_refused = new([], [], default, "", usedPreviousKey: false);

    private readonly ScreenMeetEvent[] _events;

    // What of the body is no event: brackets, commas, blanks.
    private readonly byte[] _between;
    private byte[]? _body;

    // The events were parsed from the body, which is not referred to afterwards.
    internal ScreenMeetDelivery(
        ScreenMeetEvent[] events, ReadOnlySpan<byte> body, DateTimeOffset receivedAt, string webhookName, bool usedPreviousKey)
    {
        _events = events;
        _between = CutEvents(body);
        Size = body.Length;
        ReceivedAt = receivedAt;
        WebhookName = webhookName;
        UsedPreviousKey = usedPreviousKey;
    }

    /// <summary>
    /// Lower-case hex SHA-256 of <see cref="Body"/>, computed when it is first asked for. ScreenMeet sends no id of a
    /// delivery; one that is sent again unchanged has the same id.
    /// </summary>
    public string Id => field ??= Convert.ToHexStringLower(SHA256.HashData(Body.Span));

    /// <summary>The body exactly as it was signed, copied when it is first asked for. Safe to keep after the request.</summary>
    public ReadOnlyMemory<byte> Body => _body ??= InsertEvents();

    /// <summary>When the delivery's headers had arrived. ScreenMeet signs no time of its own.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>The name of the webhook that received it: empty for the unnamed one.</summary>
    public string WebhookName { get; }

    /// <summary>Whether only <see cref="ScreenMeetWebhookOptions.PreviousSigningKey"/> gave its signature.</summary>
    public bool UsedPreviousKey { get; }

    /// <inheritdoc />
    public int Count => _events.Length;

    /// <inheritdoc />
    public ScreenMeetEvent this[int index] => _events[index];

    /// <inheritdoc />
    public IEnumerator<ScreenMeetEvent> GetEnumerator() => ((IEnumerable<ScreenMeetEvent>)_events).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The body's length in bytes.
    internal int Size { get; }

    internal ScreenMeetEvent[] ToArray() => [.. _events];

    static async ValueTask<ScreenMeetDelivery?> IBindableFromHttpContext<ScreenMeetDelivery>.BindAsync(HttpContext context, ParameterInfo parameter) =>
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

            // An action has its own filters.
            builder.FilterFactories.Add((_, next) => builder.Metadata.OfType<ActionDescriptor>().Any() ? next : guard.Filter(next));
        }
    }

    private byte[] CutEvents(ReadOnlySpan<byte> body)
    {
        var between = new byte[body.Length - _events.Sum(static e => e.RawJson.Length)];
        var rest = between.AsSpan();
        var position = 0;
        foreach (var screenMeetEvent in _events)
        {
            var gap = body[position..screenMeetEvent.Offset];
            gap.CopyTo(rest);
            rest = rest[gap.Length..];
            position = screenMeetEvent.Offset + screenMeetEvent.RawJson.Length;
        }

        body[position..].CopyTo(rest);
        return between;
    }

    private byte[] InsertEvents()
    {
        var body = new byte[Size];
        var rest = _between.AsSpan();
        var position = 0;
        foreach (var screenMeetEvent in _events)
        {
            var gap = rest[..(screenMeetEvent.Offset - position)];
            gap.CopyTo(body.AsSpan(position));
            rest = rest[gap.Length..];
            screenMeetEvent.RawJson.Span.CopyTo(body.AsSpan(screenMeetEvent.Offset));
            position = screenMeetEvent.Offset + screenMeetEvent.RawJson.Length;
        }

        rest.CopyTo(body.AsSpan(position));
        return body;
    }
}
