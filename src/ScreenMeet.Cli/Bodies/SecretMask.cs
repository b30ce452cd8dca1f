using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScreenMeet.Webhooks;

namespace ScreenMeet.Cli;

// The JSON of an event without what could open a session: the id of the agent session is an API token until it expires, and
// host URLs carry a token too.
internal static class SecretMask
{
    private const string Mask = "••••••";

    private static readonly string[] s_secretNames = ["token", "secret", "password", "credential", "hosturl", "authorization", "apikey", "signingkey"];

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonNode? Apply(ScreenMeetEvent screenMeetEvent)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(screenMeetEvent.RawJson.Span);
            MaskIn(node);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or JsonException)
        {
            // A name that stands twice, or half of a surrogate pair.
            return JsonValue.Create("(this event cannot be shown)");
        }

        return node;
    }

    public static string Indented(ScreenMeetEvent screenMeetEvent) => Apply(screenMeetEvent)?.ToJsonString(s_indented) ?? "null";

    private static void MaskIn(JsonNode? node, bool isAgentSession = false)
    {
        if (node is JsonArray array)
        {
            foreach (var element in array)
            {
                MaskIn(element, isAgentSession);
            }
        }

        if (node is not JsonObject properties)
        {
            return;
        }

        foreach (var (name, value) in properties.ToArray())
        {
            if (value is not null && (IsSecret(name) || (isAgentSession && name == "id")))
            {
                properties[name] = Mask;
            }
            else
            {
                MaskIn(value, name.Contains("AgentSession", StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    private static bool IsSecret(string name)
    {
        var letters = new StringBuilder(name.Length);
        foreach (var character in name.Where(char.IsLetter))
        {
            letters.Append(char.ToLowerInvariant(character));
        }

        return s_secretNames.Any(letters.ToString().Contains);
    }
}
