using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Testing;

/// <summary>
/// A delivery as ScreenMeet posts it, or one that is wrong on purpose. Each method returns another delivery and leaves this one
/// as it is. What is wrong adds up, in any order. <see cref="ToRequest"/> makes the request.
/// </summary>
public sealed class ScreenMeetTestDelivery
{
    private readonly Parts _parts;

    private ScreenMeetTestDelivery(Parts parts) => _parts = parts;

    /// <summary>The bytes that are posted, for <c>ScreenMeetDelivery.FromVerifiedBody</c>, for example.</summary>
    public ReadOnlyMemory<byte> Body => _parts.Body;

    /// <summary>The value of <c>x-signature</c>, or <see langword="null"/> when there is none.</summary>
    public string? Signature => _parts.IsSigned ? Sign() : null;

    /// <summary>Creates a genuine delivery of <paramref name="events"/>: a JSON array, signed in hex.</summary>
    /// <param name="signingKey">The signing key of the receiver.</param>
    /// <param name="events">The events. Each is posted as its <see cref="ScreenMeetEvent.RawJson"/>; one that was created with <see langword="new"/> is serialized.</param>
    /// <returns>The delivery.</returns>
    /// <exception cref="ArgumentException"><paramref name="signingKey"/> cannot be a key, for one of the reasons that <see cref="ScreenMeetSignature.Compute"/> lists.</exception>
    public static ScreenMeetTestDelivery Create(string signingKey, params IEnumerable<ScreenMeetEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        ThrowIfNotAKey(signingKey);

        return new(new Parts(Serialize(events), signingKey, IsSigned: true, IsForged: false, IsBase64: false, ScreenMeetSignature.Algorithm, IsChunked: false));
    }

    /// <summary>Posts <paramref name="body"/> instead of the events, whatever it is. It is signed as it is.</summary>
    /// <param name="body">The bytes to post.</param>
    /// <returns>The changed delivery.</returns>
    public ScreenMeetTestDelivery WithRawBody(ReadOnlySpan<byte> body) => new(_parts with { Body = body.ToArray() });

    /// <summary>Posts the text <paramref name="body"/> in UTF-8 instead of the events, whatever it is. It is signed as it is.</summary>
    /// <param name="body">The text to post.</param>
    /// <returns>The changed delivery.</returns>
    public ScreenMeetTestDelivery WithRawBody(string body)
    {
        ArgumentNullException.ThrowIfNull(body);

        return WithRawBody(Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Writes the signature in base64 instead of hex. ScreenMeet does not document which it sends.</summary>
    /// <returns>The changed delivery.</returns>
    public ScreenMeetTestDelivery InBase64() => new(_parts with { IsBase64 = true });

    /// <summary>Sends the body in chunks, without <c>Content-Length</c>.</summary>
    /// <returns>The changed delivery.</returns>
    public ScreenMeetTestDelivery Chunked() => new(_parts with { IsChunked = true });

    /// <summary>Leaves both signature headers out. A receiver answers 401.</summary>
    /// <returns>The changed delivery.</returns>
#pragma warning disable CA1720 // It is the opposite of signed, not a kind of integer.
    public ScreenMeetTestDelivery Unsigned() => new(_parts with { IsSigned = false, Algorithm = null });
#pragma warning restore CA1720

    /// <summary>Signs another body than the one that is posted, as if the body had been changed on its way. A receiver answers 401.</summary>
    /// <returns>The changed delivery.</returns>
    public ScreenMeetTestDelivery Forged() => new(_parts with { IsForged = true });

    /// <summary>Signs with another key: that of another organization, or the one from before a reset.</summary>
    /// <param name="signingKey">The key to sign with.</param>
    /// <returns>The changed delivery.</returns>
    /// <exception cref="ArgumentException"><paramref name="signingKey"/> cannot be a key, for one of the reasons that <see cref="ScreenMeetSignature.Compute"/> lists.</exception>
    public ScreenMeetTestDelivery SignedWith(string signingKey)
    {
        ThrowIfNotAKey(signingKey);

        return new(_parts with { SigningKey = signingKey });
    }

    /// <summary>Sends another <c>x-signature-algo</c>.</summary>
    /// <param name="algorithm">The value of the header, or <see langword="null"/> to leave it out. Default: <c>sha256</c>.</param>
    /// <returns>The changed delivery.</returns>
    public ScreenMeetTestDelivery WithAlgorithm(string? algorithm) => new(_parts with { Algorithm = algorithm });

    /// <summary>Makes the request that posts this delivery. A request can be sent once, so make one for each time.</summary>
    /// <param name="requestUri">The URL of the endpoint, which can be relative when the client has a <see cref="HttpClient.BaseAddress"/>.</param>
    /// <returns>The request.</returns>
    public HttpRequestMessage ToRequest([StringSyntax(StringSyntaxAttribute.Uri)] string requestUri)
    {
        ArgumentNullException.ThrowIfNull(requestUri);

        var request = new HttpRequestMessage(HttpMethod.Post, requestUri) { Content = new ByteArrayContent(_parts.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        request.Headers.TransferEncodingChunked = _parts.IsChunked ? true : null;
        AddHeader(request, ScreenMeetSignature.HeaderName, Signature);
        AddHeader(request, ScreenMeetSignature.AlgorithmHeaderName, _parts.Algorithm);
        return request;
    }

    private string Sign()
    {
        var signature = ScreenMeetSignature.Compute(_parts.IsForged ? [.. _parts.Body, (byte)' '] : _parts.Body, _parts.SigningKey);
        return _parts.IsBase64 ? Convert.ToBase64String(Convert.FromHexString(signature)) : signature;
    }

    // Computing throws for text that cannot be a key.
    private static void ThrowIfNotAKey(string signingKey) => ScreenMeetSignature.Compute([], signingKey);

    private static void AddHeader(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static byte[] Serialize(IEnumerable<ScreenMeetEvent> events)
    {
        using var stream = new MemoryStream();
        var separator = (byte)'[';
        foreach (var screenMeetEvent in events)
        {
            stream.WriteByte(separator);
            stream.Write(screenMeetEvent.RawJson.IsEmpty ? JsonSerializer.SerializeToUtf8Bytes(screenMeetEvent, StoryJson.SerializerOptions) : screenMeetEvent.RawJson.Span);
            separator = (byte)',';
        }

        stream.Write(stream.Length == 0 ? "[]"u8 : "]"u8);
        return stream.ToArray();
    }

    private sealed record Parts(byte[] Body, string SigningKey, bool IsSigned, bool IsForged, bool IsBase64, string? Algorithm, bool IsChunked);
}
