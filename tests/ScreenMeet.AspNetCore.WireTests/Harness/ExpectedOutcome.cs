using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests.Harness;

// Everything that may come of a case, and nothing else may. Outcomes add up, for cases of several requests.
internal sealed record ExpectedOutcome
{
    public string[] Answers { get; private init; } = [];

    // The batches of events that user code ran with, each as its types.
    public string[] Received { get; private init; } = [];

    // Why the middleware refused.
    public string[] Reasons { get; private init; } = [];

    // The names of the logs of level Error and above.
    public string[] Errors { get; private init; } = [];

    // The server ends the connection. If not, it must answer the next request on it.
    public bool Closes { get; init; }

    // User code ran with these events.
    public static ExpectedOutcome Accepted(string types) => new() { Answers = ["200"], Received = [types] };

    // The middleware refused it.
    public static ExpectedOutcome Refused(int status, string reason) => new() { Answers = [$"{status}"], Reasons = [reason], Closes = status is 408 or 413 };

    // Genuine, but no array: the one thing to be logged as an error.
    public static ExpectedOutcome Unreadable { get; } = Refused(400, "body_unreadable") with { Errors = ["DeliveryUnreadable"] };

    // The server or another endpoint answered: the middleware has nothing to say.
    public static ExpectedOutcome NotOurs(string answer) => new() { Answers = [answer] };

    // The client went away before its request was whole, or before the answer.
    public static ExpectedOutcome Gone { get; } = new() { Closes = true };

    // For theories: accepted without a reason to refuse it.
    public static ExpectedOutcome Of(int status, string? reason) => reason switch
    {
        null when status == 200 => Accepted(RawRequest.Type),
        null => NotOurs($"{status}"),
        "body_unreadable" => Unreadable,
        _ => Refused(status, reason),
    };

    public ExpectedOutcome Unanswered => this with { Answers = [], Closes = true };

    // The server gives an answer of its own in place of the middleware's.
    public ExpectedOutcome Answered(string answer) => this with { Answers = [answer] };

    public ExpectedOutcome Closing => this with { Closes = true };

    public ExpectedOutcome Keeping => this with { Closes = false };

    public static ExpectedOutcome operator +(ExpectedOutcome first, ExpectedOutcome second) => new()
    {
        Answers = [.. first.Answers, .. second.Answers],
        Received = [.. first.Received, .. second.Received],
        Reasons = [.. first.Reasons, .. second.Reasons],
        Errors = [.. first.Errors, .. second.Errors],
        Closes = first.Closes || second.Closes,
    };
}
