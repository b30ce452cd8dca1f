using System.Text;
using System.Text.Json;
using CsCheck;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

public class StoredDeliveryTests
{
    private const int Cases = 2_000;

    [Fact]
    public void A_delivery_is_read_from_a_body_that_was_verified_before()
    {
        var body = "[{\"type\":\"room-entered\"}, {\"type\":\"audio-muted\"}]"u8.ToArray();
        var receivedAt = new DateTimeOffset(2021, 8, 9, 16, 45, 57, TimeSpan.Zero);

        var delivery = ScreenMeetDelivery.FromVerifiedBody(body, "emea", receivedAt);
        var expected = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body));
        Array.Clear(body);

        Assert.Equal(["room-entered", "audio-muted"], delivery.Select(e => e.Type));
        Assert.Equal(("emea", receivedAt, false, expected), (delivery.WebhookName, delivery.ReceivedAt, delivery.IsSignedWithPreviousKey, delivery.Fingerprint));
    }

    [Fact]
    public void A_delivery_that_says_nothing_else_is_of_the_unnamed_webhook_and_of_no_time()
    {
        var delivery = ScreenMeetDelivery.FromVerifiedBody("[]"u8);

        Assert.Empty(delivery);
        Assert.Equal(("", default(DateTimeOffset)), (delivery.WebhookName, delivery.ReceivedAt));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData(" [ ] ")]
    [InlineData("\ufeff\r\n[\t]\n")]
    [InlineData("[[],[[]],{}]")]
    [InlineData("\ufeff [ [ ] , [ [ ] ] , { } ] ")]
    [InlineData("[1 ,2, 3 ,\",[\" , \"]\",null]")]
    [InlineData("[ [1,2] ,[3,4]]\n\n")]
    public void Its_body_is_the_bytes_that_were_stored(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);

        Assert.Equal(body, ScreenMeetDelivery.FromVerifiedBody(body).Body.ToArray());
    }

    [Fact]
    public void Any_body_is_the_bytes_that_were_stored() => Gen.Select(RandomJson.Array, Gen.OneOf("", "\ufeff")).Sample(
        (json, mark) =>
        {
            var body = Encoding.UTF8.GetBytes(mark + json);

            Assert.Equal(body, ScreenMeetDelivery.FromVerifiedBody(body).Body.ToArray());
        },
        iter: Cases);

    [Theory]
    [InlineData("{}")]
    [InlineData("[1,]")]
    [InlineData("")]
    public void A_body_that_is_not_an_array_throws(string text) =>
        Assert.Throws<JsonException>(() => ScreenMeetDelivery.FromVerifiedBody(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_name_is_not_null() =>
        Assert.Throws<ArgumentNullException>(() => ScreenMeetDelivery.FromVerifiedBody("[]"u8, null!));
}
