using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ScreenMeet.Cli;

// One moving line: how far, how fast, and what was answered.
internal sealed class SendBar(SendProgress progress) : Renderable
{
    private const int WidestBar = 40;
    private const int RoomForFacts = 34;

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        var width = Math.Clamp(maxWidth - RoomForFacts - Statuses.Length, 10, WidestBar);
        var filled = progress.Total == 0 ? 0 : (int)((long)progress.Done * width / progress.Total);
        var line = new Markup(string.Create(
            CultureInfo.InvariantCulture,
            $"[green]{new string('━', filled)}[/][grey]{new string('─', width - filled)}[/] {progress.Done}/{progress.Total} [grey]{progress.PerSecond:0.#}/s {progress.Elapsed:m\\:ss}[/] {Statuses}"));
        return Segment.Truncate(((IRenderable)line).Render(options, int.MaxValue).Where(static segment => !segment.IsLineBreak), maxWidth);
    }

    private string Statuses => SendReport.Counts(progress.Statuses);
}
