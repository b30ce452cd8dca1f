using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace ScreenMeet.Cli;

// Where a command writes: data to stdout, and talk to stderr, so that a pipe gets data alone.
internal sealed class Terminal
{
    // Pipes and files have no width, so that nothing wraps there.
    private const int EndlessWidth = 10_000;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Terminal(ParseResult parsed)
    {
        var asked = parsed.GetValue(OutputOption.Instance);
        Mode = asked is null or OutputMode.Live ? (CanBeLive ? OutputMode.Live : OutputMode.Plain) : asked.Value;
        Data = Create(Mode == OutputMode.Quiet ? TextWriter.Null : Console.Out, Console.IsOutputRedirected);
        Talk = Create(Mode == OutputMode.Quiet ? TextWriter.Null : Console.Error, Console.IsErrorRedirected);
        Alarm = Create(Console.Error, Console.IsErrorRedirected);
    }

    public OutputMode Mode { get; }

    public IAnsiConsole Data { get; }

    public IAnsiConsole Talk { get; }

    // For what a user has to know even when nothing else is shown.
    public IAnsiConsole Alarm { get; }

    private static bool CanBeLive =>
        !Console.IsOutputRedirected
        && !Console.IsErrorRedirected
        && Environment.GetEnvironmentVariable("TERM") != "dumb"
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static void WriteJson(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, s_json));

    private IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = Mode == OutputMode.Live ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = Mode == OutputMode.Live ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = Mode == OutputMode.Live ? InteractionSupport.Yes : InteractionSupport.No,
        });
        if (isRedirected)
        {
            console.Profile.Width = EndlessWidth;
        }

        return console;
    }
}
