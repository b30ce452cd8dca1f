using System.CommandLine;
using ScreenMeet.AspNetCore.Testing;
using ScreenMeet.Webhooks;

namespace ScreenMeet.Cli;

internal static class SignCommand
{
    private static readonly KeyOptions s_key = new();
    private static readonly BodyOption s_body = new();

    private static readonly Option<bool> s_base64 = new("--base64") { Description = "Writes the signature in base64 instead of hex." };

    public static Command Create()
    {
        var command = new Command("sign", "Prints the two headers that ScreenMeet sends with a body.");
        s_key.AddTo(command);
        s_body.AddTo(command);
        command.Add(s_base64);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = new Terminal(parsed);
        var key = s_key.Find(parsed, cancellationToken).ForSigning();
        var body = await s_body.ReadAsync(parsed, terminal, s_key.UsesStandardInput(parsed), cancellationToken);
        var delivery = ScreenMeetTestDelivery.Create(key).WithRawBody(body);
        var signature = (parsed.GetValue(s_base64) ? delivery.InBase64() : delivery).Signature!;
        switch (terminal.Mode)
        {
            case OutputMode.Json:
                Terminal.WriteJson(new Dictionary<string, string>
                {
                    [ScreenMeetSignature.HeaderName] = signature,
                    [ScreenMeetSignature.AlgorithmHeaderName] = ScreenMeetSignature.Algorithm,
                });
                break;
            case OutputMode.Quiet:
                await Console.Out.WriteLineAsync(signature);
                break;
            default:
                await Console.Out.WriteLineAsync($"{ScreenMeetSignature.HeaderName}: {signature}");
                await Console.Out.WriteLineAsync($"{ScreenMeetSignature.AlgorithmHeaderName}: {ScreenMeetSignature.Algorithm}");
                break;
        }

        return ExitCodes.AsExpected;
    }
}
