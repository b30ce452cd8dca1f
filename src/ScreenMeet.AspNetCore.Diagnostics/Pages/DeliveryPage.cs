using System.Security.Cryptography;
using System.Text;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Diagnostics;

// The events of one accepted delivery.
internal static class DeliveryPage
{
    private const int EventsPerPage = 100;

    public static Html Render(string root, AcceptedDelivery delivery, byte[] body, string? url, int first, bool isRevealed, DateTimeOffset now)
    {
        var events = ScreenMeetEventParser.TryParse(body, out var parsed, out _) ? parsed : [];
        first = Math.Clamp(first, 0, Math.Max(0, events.Length - 1)) / EventsPerPage * EventsPerPage;
        var own = $"{root}deliveries/{Text(delivery.Id)}";
        return Layout.Page(
            "ScreenMeet delivery",
            root,
            Html.Of($"""<nav class="controls" aria-label="Pages"><a href="{root}.">All webhooks</a></nav>"""),
            Html.Of($"""
                <section class="card" aria-labelledby="facts">
                <h2 id="facts" class="unseen">The delivery</h2>
                <dl class="facts">
                <div><dt>Received</dt><dd>{Layout.Time(delivery.ReceivedAt, now)}</dd></div>
                <div><dt>Webhook</dt><dd>{Layout.NameOf(delivery.WebhookName)}</dd></div>
                <div><dt>Events</dt><dd>{events.Length}</dd></div>
                <div><dt>Size</dt><dd>{Layout.SizeOf(delivery.Size)}</dd></div>
                <div><dt>Signed with</dt><dd>{(delivery.IsSignedWithPreviousKey ? "the previous key" : "the current key")}</dd></div>
                <div><dt>Your answer</dt><dd>{OverviewPage.Answered(delivery.Answer)}</dd></div>
                <div class="all"><dt>Fingerprint</dt><dd><code>{Convert.ToHexStringLower(SHA256.HashData(body))}</code></dd></div>
                </dl>
                {(isRevealed ? Revealed(own, first) : Masked(own, first))}
                <form method="post" action="{own}/body"><button type="submit">Download the exact body</button>
                <p class="note">The file contains the secrets. To post it again, with a fresh signature: <code>screenmeet send {url ?? "URL"} --file delivery-{delivery.Id}.json --as-captured</code></p></form>
                </section>
                <section aria-labelledby="events">
                <h2 id="events">Events</h2>
                {(events.Length == 0
                    ? Html.Of($"""<p class="quiet">The array is empty.</p>""")
                    : Layout.Table("The events of the delivery, in the order in which they were sent", ["#", "Time", "Type", "Session", "Status", "Message"], events.Skip(first).Take(EventsPerPage).Select((e, i) => Event(own, e, first + i, isRevealed, now))))}
                {Pager(own, first, events.Length)}
                </section>
                """));
    }

    private static Html Masked(string own, int first) => Html.Of($"""
        <form method="post" action="{own}?first={first}"><button type="submit">Show what is masked</button>
        <p class="note">Ids of agent sessions, tokens, secrets and e-mail addresses are masked. An agent session's id can open its sessions until it expires.</p></form>
        """);

    private static Html Revealed(string own, int first) => Html.Of($"""
        <p class="warning-line">{Layout.Badge("warning", "Secrets are shown")} <a href="{own}?first={first}">Mask them again</a></p>
        """);

    private static Html Event(string own, ScreenMeetEvent screenMeetEvent, int index, bool isRevealed, DateTimeOffset now) => Html.Of($"""
        {Layout.Row(
            Layout.Cell("#", Html.Of($"{index + 1}")),
            Layout.Cell("Time", screenMeetEvent.Timestamp is { } time ? Layout.Time(time, now) : default),
            Layout.Cell("Type", Shown(screenMeetEvent.Type, isRevealed)),
            Layout.Cell("Session", Shown(screenMeetEvent.SessionId, isRevealed)),
            Layout.Cell("Status", Shown(screenMeetEvent.Status, isRevealed)),
            Layout.Cell("Message", Shown(screenMeetEvent.Message, isRevealed)))}
        <tr role="row" class="json"><td role="cell" colspan="6"><details><summary>JSON of event {index + 1}</summary>
        <pre tabindex="0">{(isRevealed ? Encoding.UTF8.GetString(screenMeetEvent.RawJson.Span) : SecretMask.Apply(screenMeetEvent.RawJson.Span))}</pre>
        {Html.If(isRevealed, () => Html.Of($"""<form method="post" action="{own}/events/{index}"><button type="submit">Download the exact bytes of event {index + 1}</button></form>"""))}
        </details></td></tr>

        """);

    private static Html Shown(string? text, bool isRevealed) => text is null ? default : Html.Of($"<bdi>{Clipped.To(isRevealed ? text : TextMask.Apply(text), 300)}</bdi>");

    private static Html Pager(string own, int first, int count) => Html.If(count > EventsPerPage, () => Html.Of($"""
        <nav class="pager" aria-label="Events">
        {Html.If(first > 0, () => Html.Of($"""<a href="{own}?first={first - EventsPerPage}">Previous events</a>"""))}
        <span>{first + 1} to {Math.Min(first + EventsPerPage, count)} of {count}</span>
        {Html.If(first + EventsPerPage < count, () => Html.Of($"""<a href="{own}?first={first + EventsPerPage}">Next events</a>"""))}
        </nav>
        """));

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
