using Spectre.Console;

namespace ScreenMeet.Cli;

// Short names in a column, and beside each what is to say about it.
internal sealed class Facts
{
    private readonly Grid _grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 2, 0)).AddColumn(new GridColumn().Padding(0, 0, 0, 0));

    public Facts Add(string name, string text, string style = "default")
    {
        _grid.AddRow(new Markup($"[grey]{name}[/]"), new Markup($"[{style}]{text.EscapeMarkup()}[/]"));
        return this;
    }

    public void WriteTo(IAnsiConsole console) => console.Write(new WithoutTrailingSpace(_grid));
}
