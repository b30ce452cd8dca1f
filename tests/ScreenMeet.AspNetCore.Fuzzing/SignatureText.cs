using System.Buffers.Text;
using System.Text.RegularExpressions;

namespace ScreenMeet.AspNetCore.Fuzzing;

// The documented forms of a signature, with nothing of the library.
internal static partial class SignatureText
{
    public static Dictionary<string, string> FormsOf(byte[] mac) => new()
    {
        ["hex"] = Convert.ToHexStringLower(mac),
        ["HEX"] = Convert.ToHexString(mac),
        ["base64"] = Convert.ToBase64String(mac),
        ["unpadded"] = Convert.ToBase64String(mac).TrimEnd('='),
        ["base64url"] = Base64Url.EncodeToString(mac),
    };

    // The 32 bytes, or null when the text is of no documented form.
    public static byte[]? Decode(string? text)
    {
        text = text?.Trim(' ', '\t') ?? "";
        if (Hex().IsMatch(text))
        {
            return Convert.FromHexString(text);
        }

        if (!Base64().IsMatch(text))
        {
            return null;
        }

        // One text for each signature: the bits of the last character that belong to no byte are zero.
        var standard = text.TrimEnd('=').Replace('-', '+').Replace('_', '/') + "=";
        var mac = Convert.FromBase64String(standard);
        return Convert.ToBase64String(mac) == standard ? mac : null;
    }

    [GeneratedRegex(@"^[0-9A-Fa-f]{64}\z")]
    private static partial Regex Hex();

    [GeneratedRegex(@"^([A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})=?\z")]
    private static partial Regex Base64();
}
