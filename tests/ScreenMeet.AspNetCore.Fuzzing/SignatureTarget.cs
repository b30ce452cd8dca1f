using System.Text;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Fuzzing;

// An input is an edit of one of the true signatures: which one, where, how many characters go, and the text that comes.
internal static class SignatureTarget
{
    private const int EditLength = 3;

    private static readonly byte[] s_body = Encoding.UTF8.GetBytes(Signed.Json);
    private static readonly byte[] s_mac = Signed.Mac(s_body);
    private static readonly string[] s_forms = ["", .. SignatureText.FormsOf(s_mac).Values];

    public static string Run(byte[] input)
    {
        var signature = Edited(input);

        var result = ScreenMeetSignature.Verify(s_body, signature, Signed.PreviousKey, Signed.Key);

        Assert.Equal(Expected(signature), result);
        return result.ToString();
    }

    private static ScreenMeetSignatureResult Expected(string? signature) => SignatureText.Decode(signature) switch
    {
        { } mac => mac.SequenceEqual(s_mac) ? ScreenMeetSignatureResult.Valid : ScreenMeetSignatureResult.Mismatch,
        null when string.IsNullOrWhiteSpace(signature) => ScreenMeetSignatureResult.Missing,
        null => ScreenMeetSignatureResult.Malformed,
    };

    private static string? Edited(byte[] input)
    {
        if (input.Length < EditLength)
        {
            return null;
        }

        var form = s_forms[input[0] % s_forms.Length];
        var start = input[1] % (form.Length + 1);
        var end = start + (input[2] % (form.Length - start + 1));
        return form[..start] + Encoding.UTF8.GetString(input.AsSpan(EditLength)) + form[end..];
    }
}
