using System.Text.Json.Nodes;

namespace ScreenMeet.Cli.Tests;

internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;
}
