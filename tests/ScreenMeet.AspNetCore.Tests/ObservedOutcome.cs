using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// All that a sender and the observers get to know of a request, but for the clock.
internal sealed record ObservedOutcome(int Status, string Reason, string Headers, string Content)
{
    private static readonly string[] s_ofTheServer = ["Server", "Content-Length", "Transfer-Encoding", "Connection"];

    public const string Accepted = "accepted";

    public static async Task<ObservedOutcome> OfAsync(Receiver receiver, HttpRequestMessage request)
    {
        receiver.Refusals.Clear();
        using var response = await receiver.SendAsync(request);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).Where(header => header.Key != "Date");
        return new(
            (int)response.StatusCode,
            ReasonIn(receiver.Refusals.Reasons.SingleOrDefault()),
            string.Join('\n', headers.Select(header => $"{header.Key}: {header.Value}")),
            Convert.ToHexString(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    // Whether a body was only written again is examined once in ten seconds.
    private static string ReasonIn(string? refusal) => refusal == "body_rewritten" ? "signature_mismatch" : refusal ?? Accepted;

    // Without what each server adds of its own.
    public ObservedOutcome OnAnyServer() => this with
    {
        Headers = string.Join('\n', Headers.Split('\n').Where(header => !s_ofTheServer.Contains(header.Split(':')[0]))),
    };
}
