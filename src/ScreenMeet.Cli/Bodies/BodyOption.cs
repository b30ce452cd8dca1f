using System.CommandLine;
using Spectre.Console;

namespace ScreenMeet.Cli;

// The body of a delivery, to the byte: from a file or from standard input.
internal sealed class BodyOption
{
    private readonly Option<FileInfo> _file = new Option<FileInfo>("--body", "-b")
    {
        Description = "The file that has the body. Default: standard input.",
        HelpName = "file",
    }.AcceptExistingOnly();

    public void AddTo(Command command) => command.Add(_file);

    public async Task<byte[]> ReadAsync(ParseResult parsed, Terminal terminal, bool isInputTaken, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_file) is { } file)
        {
            return await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        }

        if (isInputTaken)
        {
            throw new UsageException("Standard input cannot have both the key and the body. Name the file of the body with --body.");
        }

        if (!Console.IsInputRedirected)
        {
            terminal.Talk.MarkupLine("[grey]Reads the body from the terminal. Paste it and press Ctrl-D (on Windows: Ctrl-Z and Enter).[/]");
        }

        await using var input = Console.OpenStandardInput();
        using var body = new MemoryStream();
        await input.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }
}
