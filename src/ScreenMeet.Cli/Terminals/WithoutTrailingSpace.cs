using Spectre.Console.Rendering;

namespace ScreenMeet.Cli;

// Tables and grids fill their lines with spaces, which get in the way of whoever copies or compares them.
internal sealed class WithoutTrailingSpace(IRenderable inner) : Renderable
{
    protected override Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        foreach (var line in Segment.SplitLines(inner.Render(options, maxWidth)))
        {
            var kept = line.Count;
            while (kept > 0 && string.IsNullOrWhiteSpace(line[kept - 1].Text))
            {
                kept--;
            }

            for (var i = 0; i < kept; i++)
            {
                yield return i < kept - 1 ? line[i] : new Segment(line[i].Text.TrimEnd(), line[i].Style);
            }

            yield return Segment.LineBreak;
        }
    }
}
