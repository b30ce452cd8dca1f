using System.Globalization;
using ScreenMeet.Webhooks;
using Spectre.Console;

namespace ScreenMeet.Cli;

// The events of a body, one a line where there is room. What is the same for all of them stands above the table.
internal sealed class EventTable
{
    private readonly ScreenMeetEvent[] _events;
    private readonly string?[] _sessions;
    private readonly DateOnly?[] _days;

    public EventTable(ScreenMeetEvent[] events)
    {
        _events = events;
        _sessions = [.. events.Select(static e => e.SessionId).Distinct()];
        _days = [.. events.Select(static e => DayOf(e)).Distinct()];
    }

    public void WriteTo(IAnsiConsole console)
    {
        console.MarkupLine(Title());
        if (_events.Length == 0)
        {
            return;
        }

        var table = new Table().NoBorder();
        table.AddColumn(Column("#").RightAligned());
        table.AddColumn(Column("time (UTC)"));
        table.AddColumn(Column("type"));
        if (_sessions.Length > 1)
        {
            table.AddColumn(Column("session"));
        }

        table.AddColumn(Column("status"));
        table.AddColumn(Column("second").RightAligned());
        table.AddColumn(new TableColumn("[grey]message[/]").Padding(0, 0, 0, 0));
        for (var i = 0; i < _events.Length; i++)
        {
            table.AddRow(Row(i).ToArray());
        }

        console.WriteLine();
        console.Write(new WithoutTrailingSpace(table));
    }

    private static TableColumn Column(string name) => new TableColumn($"[grey]{name}[/]").NoWrap().Padding(0, 0, 2, 0);

    private static Text Cell(string? text, Style? style = null) => new Text(Printable.Line(text ?? ""), style) { Overflow = Overflow.Ellipsis };

    private static DateOnly? DayOf(ScreenMeetEvent screenMeetEvent) => screenMeetEvent.Timestamp is { } time ? DateOnly.FromDateTime(time.UtcDateTime) : null;

    private static Style StyleOf(string? status) => status switch
    {
        ScreenMeetSessionStatuses.Active => new Style(Color.Green),
        ScreenMeetSessionStatuses.Closed => new Style(Color.Grey),
        ScreenMeetSessionStatuses.New or ScreenMeetSessionStatuses.Scheduled => new Style(Color.Yellow),
        _ => Style.Plain,
    };

    private IEnumerable<Text> Row(int i)
    {
        var screenMeetEvent = _events[i];
        yield return Cell($"{i + 1}", new Style(Color.Grey));
        yield return Cell(screenMeetEvent.Timestamp?.UtcDateTime.ToString(_days.Length > 1 ? "yyyy-MM-dd HH:mm:ss" : "HH:mm:ss", CultureInfo.InvariantCulture));
        yield return Cell(screenMeetEvent.Type, new Style(Color.Aqua));
        if (_sessions.Length > 1)
        {
            yield return Cell(screenMeetEvent.SessionId);
        }

        yield return Cell(screenMeetEvent.Status, StyleOf(screenMeetEvent.Status));
        yield return Cell(screenMeetEvent.Seconds?.ToString(CultureInfo.InvariantCulture));
        yield return new Text(Printable.Line(screenMeetEvent.Message ?? ""));
    }

    private string Title()
    {
        var title = $"[bold]{_events.Length} event{(_events.Length == 1 ? "" : "s")}[/]";
        if (_events.Length > 0)
        {
            title += _sessions is [var session] ? (session is null ? "" : $" of session [bold]{Printable.Line(session).EscapeMarkup()}[/]") : $" of {_sessions.Length} sessions";
            title += _days is [{ } day] ? $" on {day:yyyy-MM-dd}" : "";
        }

        return title;
    }
}
