using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ScreenMeet.Cli;

// The usual help, and below it what one types most.
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> s_examples = new(StringComparer.Ordinal)
    {
        ["screenmeet"] =
        [
            "screenmeet send http://localhost:5080/webhooks/screenmeet --key whsk_… --story support",
            "screenmeet probe https://hooks.example.com/screenmeet --allow-remote",
            "screenmeet verify --key whsk_… --signature 8718ff0a… < body",
        ],
        ["send"] =
        [
            "screenmeet send http://localhost:5080/webhooks/screenmeet --key whsk_… --story live",
            "screenmeet send http://localhost:5080/webhooks/screenmeet --count 1000 --rate 200 --connections 8",
            "screenmeet send http://localhost:5080/webhooks/screenmeet --duplicate 0.1 --shuffle 0.1 --forge 0.05 --seed 7",
            "screenmeet send http://localhost:5080/webhooks/screenmeet --file captured.json --as-captured",
        ],
        ["probe"] =
        [
            "screenmeet probe http://localhost:5080/webhooks/screenmeet --project src/MyApp",
            "SCREENMEET_SIGNING_KEY=whsk_… screenmeet probe https://hooks.example.com/screenmeet --allow-remote --output quiet",
        ],
        ["verify"] =
        [
            "screenmeet verify --key whsk_… --signature 8718ff0a… < body",
            "screenmeet verify --key - --signature 8718ff0a… --body captured.json < key.txt",
        ],
        ["sign"] =
        [
            "screenmeet sign --key whsk_… < body > headers",
            "curl -H @headers -H 'Content-Type: text/plain' --data-binary @body http://localhost:5080/webhooks/screenmeet",
        ],
        ["events"] =
        [
            "screenmeet events < body",
            "screenmeet events --details --body captured.json",
        ],
        ["completion"] =
        [
            "source <(screenmeet completion bash)",
            "screenmeet completion pwsh | Out-String | Invoke-Expression",
        ],
    };

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        if (s_examples.TryGetValue(parseResult.CommandResult.Command.Name, out var examples))
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        return result;
    }
}
