using System.Net;
using System.Text;
using ScreenMeet.AspNetCore.Tests.Harness;

namespace ScreenMeet.AspNetCore.Tests;

// There is room for two bodies of the largest size.
public sealed class MaxBufferedBytesTests
{
    private const int BodySize = 64 * 1024;
    private const int MostOfIt = BodySize - 1000;
    private const string Other = "/other";

    private static readonly byte[] s_empty = "[]"u8.ToArray();
    private static readonly byte[] s_body = Encoding.UTF8.GetBytes($"[\"{new string('x', BodySize - 4)}\"]");

    [Theory]
    [InlineData("Content-Length: 65536")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_body_for_which_there_is_no_room_is_refused_with_503_until_there_is(string framing)
    {
        await using var receiver = await StartAsync();
        using var stuck = await FillAsync(receiver, s_empty, MostOfIt);
        var received = receiver.Inbox.Received.Count;

        using var refused = await RawConnection.OpenAsync(receiver.Address);
        await refused.SendHeadAsync(Other, s_body, framing);
        await refused.SendAsync("1\r\n[");
        var response = await refused.ReadResponseAsync();

        Assert.StartsWith("HTTP/1.1 503 ", response, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 15\r\n", response, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", response, StringComparison.Ordinal);
        Assert.Equal(received, receiver.Inbox.Received.Count);
        Assert.All(receiver.LogsOfOurs.Where(log => log.Level == LogLevel.Warning), log => Assert.Equal("buffers_full", log.GetStructuredStateValue("Reason")));

        // The body that waited is none the worse for it.
        await stuck[0].SendAsync(Encoding.UTF8.GetString(s_body.AsSpan(MostOfIt)));
        Assert.StartsWith("HTTP/1.1 200 ", await stuck[0].ReadResponseAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(receiver, s_empty));
        receiver.AssertNoErrors();
    }

    [Fact]
    public async Task A_body_that_outgrows_the_room_is_refused_in_the_middle()
    {
        await using var receiver = await StartAsync();
        using var stuck = await FillAsync(receiver, s_body, MostOfIt, 10_000);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(receiver, s_empty));
    }

    [Theory]
    [InlineData("accepted", HttpStatusCode.OK)]
    [InlineData("forged", HttpStatusCode.Unauthorized)]
    [InlineData("unreadable", HttpStatusCode.BadRequest)]
    [InlineData("too large", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("thrown", HttpStatusCode.InternalServerError)]
    public async Task A_body_gives_its_room_back_however_it_ends(string end, HttpStatusCode expected)
    {
        await using var receiver = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var request = end switch
            {
                "forged" => Signed.Delivery(Doors.MinimalApi, s_body, "whsk_another_organization"),
                "unreadable" => Signed.Delivery(Doors.MinimalApi, s_body[..MostOfIt]),
                "too large" => Signed.Delivery(Doors.MinimalApi, [.. s_body, (byte)' ']),
                "thrown" => Signed.Delivery("/throws", s_body),
                _ => Signed.Delivery(Doors.MinimalApi, s_body),
            };
            request.Headers.TransferEncodingChunked = true;
            using var response = await receiver.SendAsync(request);
            Assert.Equal(expected, response.StatusCode);
        }
    }

    [Fact]
    public async Task Clients_that_go_away_give_their_room_back()
    {
        await using var receiver = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using (var stuck = await FillAsync(receiver, s_empty, MostOfIt))
            {
                stuck[0].Reset();
            }

            for (var attempt = 0; await StatusAsync(receiver, s_body) != HttpStatusCode.OK; attempt++)
            {
                Assert.True(attempt < 300, "There is no room again.");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }

        receiver.AssertNoErrors();
    }

    // The room is one for all webhooks of the application.
    private static Task<Receiver> StartAsync() => Receiver.StartAsync(
        Server.Kestrel,
        services: builder =>
        {
            foreach (var name in new[] { "", "other" })
            {
                builder.Services.AddScreenMeetWebhooks(name, webhook =>
                    (webhook.SigningKey, webhook.MaxBodySize, webhook.MaxBufferedBytes) = (Signed.Key, BodySize, 2 * BodySize));
            }
        },
        pipeline: app =>
        {
            app.UseScreenMeetWebhooks();
            Doors.MapMinimalApi(app);
            app.MapPost("/throws", static object (ScreenMeetDelivery _) => throw new InvalidOperationException());
            app.MapPost(Other, static (ScreenMeetDelivery delivery, Inbox inbox) => inbox.Add(delivery)).RequireScreenMeetSignature("other");
        });

    // Opens uploads that stop after so many bytes, more of the last size if need be, until the probe finds no room. A probe
    // that finds some is in the way of the upload's growth for a moment, and that may be refused instead.
    private static async Task<Connections> FillAsync(Receiver receiver, byte[] probe, params int[] arrived)
    {
        var stuck = new Connections();
        while (stuck.Count < arrived.Length || await StatusAsync(receiver, probe) != HttpStatusCode.ServiceUnavailable)
        {
            Assert.True(stuck.Count < 20, "There is room without end.");
            var connection = await RawConnection.OpenAsync(receiver.Address);
            stuck.Add(connection);
            await connection.SendHeadAsync(Doors.MinimalApi, s_body, $"Content-Length: {BodySize}");
            await connection.SendAsync(Encoding.UTF8.GetString(s_body.AsSpan(0, arrived[Math.Min(stuck.Count, arrived.Length) - 1])));
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return stuck;
    }

    private static async Task<HttpStatusCode> StatusAsync(Receiver receiver, byte[] body)
    {
        using var response = await receiver.SendAsync(Signed.Delivery(Other, body));
        return response.StatusCode;
    }

    private sealed class Connections : List<RawConnection>, IDisposable
    {
        public void Dispose() => ForEach(static connection => connection.Dispose());
    }
}
