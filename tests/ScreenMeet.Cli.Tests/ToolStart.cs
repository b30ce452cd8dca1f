using System.Text;

namespace ScreenMeet.Cli.Tests;

internal sealed class ToolStart
{
    public byte[] Input { get; private init; } = [];

    public string? Folder { get; init; }

    // The tool of these tests, unless another is named.
    public string? Command { get; init; }

    public Dictionary<string, string> Environment { get; init; } = [];

    public static ToolStart WithInput(string input) => WithInput(Encoding.UTF8.GetBytes(input));

    public static ToolStart WithInput(byte[] input) => new() { Input = input };

    public static ToolStart WithVariable(string name, string value) => new() { Environment = { [name] = value } };
}
