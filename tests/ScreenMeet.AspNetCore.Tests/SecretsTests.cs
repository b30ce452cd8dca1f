using System.Text;
using ScreenMeet.AspNetCore.Tests.Harness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class SecretsTests
{
    private const string Key = "whsk_canary_key_51c0ffee";
    private const string PreviousKey = "whsk_canary_old_51c0ffee";
    private const string Canary = "canary-4b1d";

    [Theory]
    [InlineData(Server.TestServer)]
    [InlineData(Server.Kestrel)]
    public async Task No_key_signature_header_value_or_content_is_logged(Server server)
    {
        await using var receiver = await Receiver.StartAsync(server, options: webhook =>
        {
            webhook.SigningKey = Key + " ";
            webhook.PreviousSigningKey = PreviousKey;
            webhook.MaxBodySize = 500;
        });
        var json = $$"""[{"type":"{{Canary}}","id":"{{Canary}}","user":{"email":"{{Canary}}@example.com"},"{{Canary}}":1}]""";
        var signatures = new List<string>();

        foreach (var door in Doors.All)
        {
            foreach (var body in new[] { json, json + Canary, "[" + Canary, "{\"" + Canary + "\":tru" + Canary, new string('x', 600) + Canary })
            {
                var bytes = Encoding.UTF8.GetBytes(body);
                foreach (var key in new[] { Key, PreviousKey, "whsk_another" })
                {
                    var signature = Signed.Hex(bytes, key);
                    signatures.Add(signature);
                    using var response = await receiver.SendAsync(Signed.Delivery(door, bytes, key).With("x-canary", Canary));
                    Assert.NotEqual(500, (int)response.StatusCode);
                }

                using var malformed = await receiver.SendAsync(Signed.Post(door, bytes).With("x-signature", Canary).With("x-signature-algo", Canary));
                using var algorithm = await receiver.SendAsync(Signed.Post(door, bytes).With("x-signature", Signed.Hex(bytes, Key)).With("x-signature-algo", Canary));
            }
        }

        Assert.NotEmpty(receiver.Inbox.Received);
        var logged = string.Join('\n', receiver.Logs.Select(log => $"{log.Message} {log.Exception} {string.Join(' ', log.StructuredState ?? [])} {string.Join(' ', log.Scopes)}"));
        Assert.Contains("body_too_large", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", logged, StringComparison.OrdinalIgnoreCase);
        Assert.All(signatures, signature => Assert.DoesNotContain(signature, logged, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nothing_says_its_content_as_text()
    {
        var texts = new List<string?>();
        await using var receiver = await Receiver.StartAsync(pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            app.MapPost("/", (ScreenMeetDelivery delivery) => texts.AddRange([$"{delivery}", $"{delivery[0]}", $"{delivery[0].User}"]));
        });

        using var response = await receiver.SendAsync(Signed.Delivery("/", $$$"""[{"type":"{{{Canary}}}","user":{"name":"{{{Canary}}}"}}]"""));

        Assert.Equal(["ScreenMeet.AspNetCore.ScreenMeetDelivery", "ScreenMeet.Webhooks.ScreenMeetEvent", "ScreenMeet.Webhooks.ScreenMeetUser"], texts);
    }
}
