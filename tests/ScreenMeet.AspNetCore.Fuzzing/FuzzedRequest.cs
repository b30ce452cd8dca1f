using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Fuzzing;

// The method on a line, headers on lines, an empty line, the body with its marks. {hex} and the like in the head stand
// for true signatures of the body.
internal sealed record FuzzedRequest(string Method, (string Name, string Value)[] Headers, BodyPart[] Parts, byte[] Body)
{
    public static FuzzedRequest Read(ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf("\n\n"u8);
        var parts = BodyPart.ReadAll(end < 0 ? [] : input[(end + 2)..]);
        byte[] body = [.. parts.SelectMany(part => part.Bytes)];
        var lines = Sign(Encoding.Latin1.GetString(end < 0 ? input : input[..end]), body).Split('\n');
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Where(line => line.Length == 2).Select(line => (line[0], line[1]));
        return new(lines[0], [.. headers], parts, body);
    }

    public string[] ValuesOf(string header) =>
        [.. Headers.Where(line => line.Name.Equals(header, StringComparison.OrdinalIgnoreCase)).Select(line => line.Value)];

    private static string Sign(string head, byte[] body)
    {
        foreach (var (name, signature) in SignatureText.FormsOf(Signed.Mac(body)))
        {
            head = head.Replace($"{{{name}}}", signature, StringComparison.Ordinal);
        }

        return head.Replace("{previous}", Signed.Hex(body, Signed.PreviousKey), StringComparison.Ordinal);
    }
}
