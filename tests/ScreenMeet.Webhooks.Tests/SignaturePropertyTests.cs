using System.Collections.Concurrent;
using CsCheck;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

public class SignaturePropertyTests
{
    private const int Cases = 8_000;

    // Some of them are white space that must not be trimmed.
    private static readonly Gen<char> s_strange = Gen.OneOf(Gen.Char, Gen.OneOf("\n\r\v\f\u0085\u00a0\u2003\u3000".ToCharArray()));

    [Fact]
    public void A_signature_is_valid_exactly_when_it_decodes_to_the_HMAC_of_a_key()
    {
        var seen = new ConcurrentDictionary<ScreenMeetSignatureResult, int>();

        RandomDelivery.With(s_strange).Sample(
            delivery =>
            {
                var result = ScreenMeetSignature.Verify(delivery.Body, delivery.Signature, delivery.Keys);

                Assert.Equal(Expected(delivery), result);
                seen.AddOrUpdate(result, 1, (_, count) => count + 1);
            },
            iter: Cases);

        // Each result occurred often enough to mean something.
        Assert.All(Enum.GetValues<ScreenMeetSignatureResult>(), result => Assert.InRange(seen.GetValueOrDefault(result), Cases / 200, Cases));
    }

    private static ScreenMeetSignatureResult Expected(RandomDelivery delivery) =>
        string.IsNullOrWhiteSpace(delivery.Signature) ? ScreenMeetSignatureResult.Missing
        : delivery.Mac is null ? ScreenMeetSignatureResult.Malformed
        : delivery.Keys.Any(delivery.IsSignedWith) ? ScreenMeetSignatureResult.Valid
        : ScreenMeetSignatureResult.Mismatch;
}
