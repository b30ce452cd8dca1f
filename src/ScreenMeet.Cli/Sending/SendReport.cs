using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ScreenMeet.Cli;

// Shows a run: what will be sent, what is answered, and what came of it.
internal sealed class SendReport(Terminal terminal, Uri url, SendPlan plan)
{
    // A session unfolds line by line. More than that would only flood the screen.
    private const int MostLines = 60;

    private static readonly TimeSpan s_frame = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan s_plainPause = TimeSpan.FromSeconds(5);

    private readonly int _labelWidth = $"{plan.Total}".Length;
    private int _answered;

    public void Announce(SigningKey key, double? rate, int connections)
    {
        new Facts()
            .Add("to", url.AbsoluteUri, "bold")
            .Add("sends", $"{Count(plan.Total, "delivery", "deliveries")}, {Pace(rate)}, {Count(connections, "connection", "connections")}")
            .Add("from", $"{plan.Source}{(plan.Seed is { } seed ? $", seed {seed}" : "")}")
            .Add("key", key.ToString())
            .WriteTo(terminal.Talk);
        terminal.Talk.WriteLine();
    }

    public void Show(Answer answer)
    {
        var number = Interlocked.Increment(ref _answered);
        if (plan.Total > MostLines)
        {
            return;
        }

        var (sign, color) = answer.IsExpected ? ("✓", "green") : ("✗", "red");
        var retries = answer.Attempts > 1 ? $" [yellow](attempt {answer.Attempts})[/]" : "";
        var line = $"  [grey]{number.ToString(CultureInfo.InvariantCulture).PadLeft(_labelWidth)}[/] [{color}]{sign} {answer.Label}[/] [grey]{Milliseconds(answer.Latency.TotalMilliseconds),9}[/]  ";
        terminal.Talk.Write(new OneLine(new Markup($"{line}{answer.Planned.Content.EscapeMarkup()}{retries}")));
    }

    // Until the work is done: a bar that moves in a terminal, and a line now and then elsewhere.
    public async Task FollowAsync(Task work, SendTally tally)
    {
        if (terminal.Mode == OutputMode.Live)
        {
            await terminal.Talk.Live(new SendBar(tally.Progress())).AutoClear(true).StartAsync(async live =>
            {
                while (await Task.WhenAny(work, Task.Delay(s_frame)) != work)
                {
                    live.UpdateTarget(new SendBar(tally.Progress()));
                }
            });
        }

        while (await Task.WhenAny(work, Task.Delay(s_plainPause)) != work)
        {
            var progress = tally.Progress();
            terminal.Talk.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.Done} of {progress.Total}, {progress.PerSecond:0.#} a second: {Counts(progress.Statuses)}"));
        }

        await work;
    }

    public void Conclude(SendResult result, bool wasInterrupted)
    {
        if (terminal.Mode == OutputMode.Json)
        {
            WriteJson(result, wasInterrupted);
            return;
        }

        if (plan.Total <= MostLines)
        {
            terminal.Talk.WriteLine();
        }

        var (outcome, style, sentence) = Verdict(result, wasInterrupted);
        var facts = new Facts()
            .Add(outcome, sentence, style)
            .Add("answers", result.Statuses.Count == 0 ? "none" : Counts(result.Statuses) + (result.Retries > 0 ? $", after {Count(result.Retries, "retry", "retries")}" : ""));
        if (result.Latencies is { } latencies)
        {
            facts.Add("latency", $"p50 {Milliseconds(latencies.P50)}, p90 {Milliseconds(latencies.P90)}, p99 {Milliseconds(latencies.P99)}, max {Milliseconds(latencies.Max)}");
        }

        facts.Add("time", string.Create(CultureInfo.InvariantCulture, $"{result.Elapsed.TotalSeconds:0.0} s, {result.Done / Math.Max(result.Elapsed.TotalSeconds, 0.001):0.#} deliveries a second"));
        facts.WriteTo(terminal.Data);
        foreach (var answer in result.UnexpectedAnswers)
        {
            ShowUnexpected(terminal, answer);
        }
    }

    // Also for 'probe': what was answered instead, and what to do about it.
    public static void ShowUnexpected(Terminal terminal, Answer answer)
    {
        terminal.Talk.WriteLine();
        terminal.Talk.MarkupLineInterpolated($"  [red]{answer.Label}[/] instead of {answer.Planned.Expected} for [bold]{answer.Planned.Content}[/]");
        var facts = new Facts();
        if (Printable.Lines(answer.Body).Trim() is { Length: > 0 } body)
        {
            facts.Add(answer.Status is null ? "why" : "answer", body);
        }

        if (Advice.For(answer) is { } advice)
        {
            facts.Add("to do", advice, "yellow");
        }

        facts.WriteTo(terminal.Talk);
    }

    public static string Milliseconds(double milliseconds) =>
        milliseconds.ToString(milliseconds < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " ms";

    public static string Counts(IEnumerable<KeyValuePair<string, int>> statuses) => string.Join(", ", statuses.Select(static status => $"{status.Key} ×{status.Value}"));

    private static string Count(int number, string singular, string plural) => string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? singular : plural)}");

    private static string Pace(double? rate) => rate is { } perSecond ? string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.###} a second") : "as fast as they are answered";

    private static (string Outcome, string Style, string Sentence) Verdict(SendResult result, bool wasInterrupted)
    {
        if (result.Expected == result.Total)
        {
            return ("done", "green", $"{(result.Total == 1 ? "The delivery was" : $"All {result.Total} deliveries were")} answered as expected.");
        }

        var sentence = $"{result.Expected} of {Count(result.Total, "delivery was", "deliveries were")} answered as expected"
            + (result.Unexpected > 0 ? $", {result.Unexpected} otherwise" : "")
            + (result.Unanswered > 0 ? $", {result.Unanswered} not at all" : "")
            + (result.Done < result.Total ? $"; {result.Total - result.Done} were not sent." : ".");
        return wasInterrupted ? ("stopped", "yellow", sentence) : ("failed", "red", sentence);
    }

    private void WriteJson(SendResult result, bool wasInterrupted) => Terminal.WriteJson(new
    {
        url = url.AbsoluteUri,
        source = plan.Source,
        seed = plan.Seed,
        total = result.Total,
        expected = result.Expected,
        unexpected = result.Unexpected,
        unanswered = result.Unanswered,
        retries = result.Retries,
        interrupted = wasInterrupted,
        seconds = Math.Round(result.Elapsed.TotalSeconds, 3),
        statuses = result.Statuses,
        latencyMs = result.Latencies is { } latencies
            ? new { p50 = Math.Round(latencies.P50, 1), p90 = Math.Round(latencies.P90, 1), p99 = Math.Round(latencies.P99, 1), max = Math.Round(latencies.Max, 1) }
            : null,
        unexpectedAnswers = result.UnexpectedAnswers.Select(static answer => new { delivery = answer.Planned.Content, expected = answer.Planned.Expected, status = answer.Status, body = answer.Body }),
    });

    // A line that is cut at the edge instead of being wrapped, and that leaves nothing of a bar behind it.
    private sealed class OneLine(Markup markup) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            var segments = ((IRenderable)markup).Render(options, int.MaxValue).Where(static segment => !segment.IsLineBreak);
            var whole = segments.ToArray();
            Segment[] line = Segment.CellCount(whole) <= maxWidth ? whole : [.. Segment.Truncate(whole, maxWidth - 1), new Segment("…")];
            return options.Ansi ? [.. line, Segment.Control("\u001b[K"), Segment.LineBreak] : [.. line, Segment.LineBreak];
        }
    }
}
