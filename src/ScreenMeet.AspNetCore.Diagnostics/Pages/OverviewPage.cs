namespace ScreenMeet.AspNetCore.Diagnostics;

// The page that answers why nothing arrives.
internal static class OverviewPage
{
    public static Html Render(string root, string version, IReadOnlyList<WebhookReport> webhooks, HistorySnapshot history) => Layout.Page(
        "ScreenMeet webhooks",
        root,
        Controls(root, version, history),
        Html.Of($"""
            <div id="live-region" data-version="{version}">
            <section aria-labelledby="webhooks">
            <h2 id="webhooks" class="unseen">Webhooks</h2>
            {webhooks.Select(webhook => Webhook(webhook, history))}
            </section>
            {Strays(history)}
            {Reasons(history)}
            {Accepted(root, history)}
            {Refused(history)}
            </div>
            """));

    // The script shows the switch, because nothing is live without it.
    private static Html Controls(string root, string version, HistorySnapshot history) => Html.Of($"""
        <div class="controls" id="live" data-stream="{root}live" data-version="{version}" hidden>
        <span id="live-state" class="badge waiting" role="status">Connecting</span>
        <button id="live-switch" type="button" aria-pressed="true">Live updates</button>
        </div>
        <noscript><p class="controls">Loaded at {Times.Of(history.Now, history.Now)}. Reload the page to see what is new.</p></noscript>
        """);

    private static Html Webhook(WebhookReport webhook, HistorySnapshot history) => Html.Of($"""
        <article class="card">
        <div class="title"><h3>{(webhook.Name.Length == 0 ? "The webhook" : webhook.Name)}</h3>{Layout.Badge(KindOf(webhook.Verdict.Level), webhook.Verdict.Label)}</div>
        <p class="fact">{webhook.Verdict.Fact}</p>
        {Html.If(webhook.Verdict.Remedy is not null, () => Html.Of($"""<p class="remedy">{webhook.Verdict.Remedy}</p>"""))}
        <dl>
        <div class="wide"><dt>URL for the console</dt><dd>{Urls(webhook)}</dd></div>
        <div class="wide"><dt>Signing keys</dt><dd>{Keys(webhook.Keys)}</dd></div>
        <div><dt>Last accepted</dt><dd>{LastAccepted(webhook.Accepted, history)}</dd></div>
        <div><dt>Last refused</dt><dd>{LastRefused(webhook.Refusals, history)}</dd></div>
        </dl>
        </article>

        """);

    private static string KindOf(VerdictLevel level) => level switch
    {
        VerdictLevel.Good => "good",
        VerdictLevel.Warning => "warning",
        VerdictLevel.Bad => "bad",
        _ => "waiting",
    };

    private static Html Urls(WebhookReport webhook) => webhook.Endpoints.Count == 0
        ? Html.Of($"""<span class="quiet">none</span>""")
        : Html.Join(webhook.Endpoints.Select(static endpoint => Html.Of($"""
            <div class="url"><code class="copy">{endpoint.Url}</code>{Html.If(endpoint.Action is not null, () => Html.Of($"""<p class="note">received by {Layout.Code(endpoint.Action)}</p>"""))}{endpoint.Obstacles.Select(static obstacle => Html.Of($"""<p class="note">{obstacle}</p>"""))}</div>
            """)));

    private static Html Keys(KeyReport keys)
    {
        if (keys.IsFromProvider)
        {
            return Html.Of($"from a key provider");
        }

        var current = keys.Current is null ? Html.Of($"""<span class="quiet">none</span>""") : Html.Of($"""{Layout.Code(keys.Current)} <span class="quiet">fingerprint of the key</span>""");
        return Html.Of($"""
            {current}
            {Html.If(keys.Previous is not null, () => Html.Of($"""<div>{Layout.Code(keys.Previous)} <span class="quiet">fingerprint of the previous key, which is accepted too</span></div>"""))}
            {Html.If(keys.IsReloadRefused, static () => Html.Of($"""<p class="note">The last change of the options is not valid, so the options from before are in use. The log has a Critical line that says why.</p>"""))}
            """);
    }

    private static Html LastAccepted(AcceptedTally? tally, HistorySnapshot history) => tally is null
        ? Html.Of($"""<span class="quiet">nothing yet</span>""")
        : Html.Of($"""{Layout.Time(tally.Last.ReceivedAt, history.Now)}<div class="quiet">{Layout.CountOf(tally.Count, "delivery", "deliveries")} since the start</div>""");

    private static Html LastRefused(IReadOnlyList<RefusalTally> tallies, HistorySnapshot history) => tallies.Count == 0
        ? Html.Of($"""<span class="quiet">nothing yet</span>""")
        : Html.Of($"""{Layout.Time(tallies[0].Last.RefusedAt, history.Now)} {Layout.Code(tallies[0].Last.Reason)}<div class="quiet">{Layout.CountOf(tallies.Sum(static tally => tally.Count), "request", "requests")} since the start</div>""");

    private static Html Strays(HistorySnapshot history) => Html.If(history.Strays.Count > 0, () => Html.Of($"""
        <section aria-labelledby="strays">
        <h2 id="strays">Signed requests that did not reach a webhook</h2>
        <p class="quiet">Anybody can send such a request, but if ScreenMeet did, this is why nothing arrives.</p>
        {Layout.Table("Signed requests that did not reach a webhook", ["Last", "Path", "Answer", "Requests", "What to do"], history.Strays.Select(stray => Layout.Row(
            Layout.Cell("Last", Layout.Time(stray.LastAt, history.Now)),
            Layout.Cell("Path", Html.Of($"""<code class="long">{stray.Path}</code>""")),
            Layout.Cell("Answer", Layout.Badge(stray.StatusCode is >= 200 and < 300 ? "warning" : "bad", Status(stray.StatusCode))),
            Layout.Cell("Requests", Html.Of($"{stray.Count}")),
            Layout.Cell("What to do", Hints.ForAnswer(stray.StatusCode)))))}
        </section>
        """));

    private static Html Reasons(HistorySnapshot history) => Html.If(history.RefusalTallies.Count > 0, () => Html.Of($"""
        <section aria-labelledby="reasons">
        <h2 id="reasons">Why requests were refused</h2>
        {Layout.Table("Reasons for which requests were refused", ["Last", "Webhook", "Reason", "Requests", "What to do"], history.RefusalTallies.Select(tally => Layout.Row(
            Layout.Cell("Last", Layout.Time(tally.Last.RefusedAt, history.Now)),
            Layout.Cell("Webhook", Layout.NameOf(tally.Last.WebhookName)),
            Layout.Cell("Reason", Reason(tally.Last)),
            Layout.Cell("Requests", Html.Of($"{tally.Count}")),
            Layout.Cell("What to do", Hints.ForReason(tally.Last.Reason)))))}
        </section>
        """));

    private static Html Accepted(string root, HistorySnapshot history) => Html.Of($"""
        <section aria-labelledby="accepted">
        <h2 id="accepted">Accepted deliveries</h2>
        {(history.Accepted.Count == 0
            ? Html.Of($"""<p class="quiet">No delivery was accepted yet.</p>""")
            : Layout.Table("The last deliveries that were accepted", ["Received", "Webhook", "Events", "Types", "Size", "Key", "Your answer"], history.Accepted.Select(delivery => AcceptedRow(root, delivery, history.Now))))}
        </section>
        """);

    private static Html AcceptedRow(string root, AcceptedDelivery delivery, DateTimeOffset now) => Layout.Row(
        Layout.Cell("Received", delivery.Body is null
            ? Layout.Time(delivery.ReceivedAt, now)
            : Html.Of($"""<a id="delivery-{delivery.Id}" href="{root}deliveries/{delivery.Id}">{Layout.Time(delivery.ReceivedAt, now)}</a>""")),
        Layout.Cell("Webhook", Layout.NameOf(delivery.WebhookName)),
        Layout.Cell("Events", Html.Of($"{delivery.EventCount}")),
        Layout.Cell("Types", delivery.Types.Length == 0 ? Html.Of($"""<span class="quiet">none</span>""") : Html.Of($"<bdi>{string.Join(", ", delivery.Types)}</bdi>")),
        Layout.Cell("Size", Html.Of($"""<span class="short">{Layout.SizeOf(delivery.Size)}</span>""")),
        Layout.Cell("Key", delivery.IsSignedWithPreviousKey ? Layout.Badge("warning", "previous") : Html.Of($"current")),
        Layout.Cell("Your answer", Answered(delivery.Answer)));

    private static Html Refused(HistorySnapshot history) => Html.Of($"""
        <section aria-labelledby="refused">
        <h2 id="refused">Refused requests</h2>
        {(history.Refused.Count == 0
            ? Html.Of($"""<p class="quiet">No request was refused yet.</p>""")
            : Layout.Table("The last requests that were refused", ["Refused", "Webhook", "Reason", "Status", "Body"], history.Refused.Select(refused => Layout.Row(
                Layout.Cell("Refused", Layout.Time(refused.RefusedAt, history.Now)),
                Layout.Cell("Webhook", Layout.NameOf(refused.WebhookName)),
                Layout.Cell("Reason", Layout.Code(refused.Reason)),
                Layout.Cell("Status", Html.Of($"{refused.StatusCode}")),
                Layout.Cell("Body", Layout.SizeOf(refused.Size))))))}
        </section>
        """);

    public static Html Answered(Answer? answer) => answer switch
    {
        null => Html.Of($"""<span class="quiet">not yet</span>"""),
        { IsSuccess: true } => Layout.Badge("good", Status(answer.StatusCode)),
        _ => Html.Of($"""{Layout.Badge("bad", Status(answer.StatusCode))}{Html.If(answer.Exception is not null, () => Html.Of($" {Layout.Code(answer.Exception)}"))}"""),
    };

    private static Html Reason(RefusedRequest refused) => Html.Of($"""{Layout.Code(refused.Reason)} {Layout.Badge("bad", Status(refused.StatusCode))}""");

    private static string Status(int statusCode) => $"{statusCode} {Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(statusCode)}".TrimEnd();
}
