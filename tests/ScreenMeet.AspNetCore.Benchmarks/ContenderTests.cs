using System.Net;

namespace ScreenMeet.AspNetCore.Benchmarks;

// A contender that did not do its work would be fast.
public sealed class ContenderTests
{
    public static TheoryData<string, string, int> SignedBodies => new MatrixTheoryData<string, string, int>(Contender.All, ["four", "all"], Deliveries.EventCounts);

    public static TheoryData<string> Contenders => [.. Contender.All];

    [Theory]
    [MemberData(nameof(SignedBodies))]
    public async Task A_contender_reads_what_is_genuine_and_refuses_what_is_not(string contender, string handler, int eventCount)
    {
        await using var app = Contender.Build(contender, "--urls", "http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        var body = Deliveries.Body(eventCount);
        var events = Floor.Parse(body);

        Sink.Value = 0;
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(Deliveries.Signature([.. body, (byte)' '])));
        Assert.Equal(0, Sink.Value);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(Deliveries.Signature(body)));
        Assert.Equal(handler == "four" ? Handlers.ReadFour(events) : Handlers.ReadAll(events), Sink.Value);

        async Task<HttpStatusCode> PostAsync(string signature)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/{contender}/{handler}") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("text/plain");
            request.Headers.Add("x-signature", signature);
            request.Headers.Add("x-signature-algo", "sha256");
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    [Theory]
    [MemberData(nameof(Contenders))]
    public async Task A_contender_in_a_process_of_its_own_is_loaded_and_measured(string contender)
    {
        await using var server = await LoadProcess.StartAsync(contender);
        var body = Deliveries.Body(10);

        var before = await server.GetFiguresAsync();
        var (requests, seconds) = await LoadClient.PostWithSocketsAsync(new(server.Address, $"/{contender}/four"), body, TimeSpan.FromMilliseconds(200));
        var after = await server.GetFiguresAsync();

        Assert.InRange(requests, 1, double.MaxValue);
        Assert.InRange(seconds, 0.2, 60);
        var perRequest = (after - before) / requests;
        Assert.InRange(perRequest.Cpu, 1, 1_000_000);
        Assert.InRange(perRequest.Allocated, 1000, 10_000_000);
    }

    [Fact]
    public async Task The_client_does_not_count_answers_that_are_no_200()
    {
        await using var app = Contender.Build(Contender.Minimal, "--urls", "http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => LoadClient.PostWithSocketsAsync(new($"{app.Urls.Single()}/nowhere"), "[]"u8.ToArray(), TimeSpan.FromMilliseconds(100)));

        Assert.Contains("404", error.Message, StringComparison.Ordinal);
    }
}
