using System.Globalization;

namespace ScreenMeet.AspNetCore.Diagnostics;

// The frame of each page, and the parts that pages share.
internal static class Layout
{
    // A document without an icon makes the browser ask the application for one.
    public static Html Page(string title, string root, Html controls, Html main) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <title>{title}</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="{root}{Asset.Style.Name}">
        <script src="{root}{Asset.Script.Name}" defer></script>
        </head>
        <body>
        <header class="top"><div class="frame"><h1>{title}</h1>{controls}</div></header>
        <main class="frame">
        {main}
        </main>
        <footer class="frame"><p>Times are in UTC. This page shows what this process has received since it started, and keeps nothing on disk.</p></footer>
        </body>
        </html>
        """);

    // The roles stay when the table is shown as cards, which the browser would not take for a table.
    public static Html Table(string caption, IReadOnlyList<string> columns, IEnumerable<Html> rows) => Html.Of($"""
        <table role="table">
        <caption class="unseen">{caption}</caption>
        <thead role="rowgroup"><tr role="row">{columns.Select(static column => Html.Of($"""<th role="columnheader" scope="col">{column}</th>"""))}</tr></thead>
        <tbody role="rowgroup">
        {rows}
        </tbody>
        </table>
        """);

    public static Html Row(params IEnumerable<Html> cells) => Html.Of($"""
        <tr role="row">{cells}</tr>

        """);

    public static Html Cell(string column, Html content) => Html.Of($"""<td role="cell"><span class="column" aria-hidden="true">{column}</span><span class="value">{content}</span></td>""");

    public static Html Cell(string column, string? content) => Cell(column, Html.Of($"{content}"));

    public static Html Time(DateTimeOffset time, DateTimeOffset now) => Html.Of($"""<time datetime="{time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}">{Times.Of(time, now)}</time>""");

    public static Html Badge(string kind, string text) => Html.Of($"""<span class="badge {kind}">{text}</span>""");

    public static Html Code(string? text) => Html.Of($"""<code>{text}</code>""");

    public static string NameOf(string webhookName) => webhookName.Length == 0 ? "(unnamed)" : webhookName;

    public static string SizeOf(long? bytes) => bytes switch
    {
        null => "not read",
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
    };

    public static string CountOf(long count, string singular, string plural) => $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? singular : plural)}";
}
