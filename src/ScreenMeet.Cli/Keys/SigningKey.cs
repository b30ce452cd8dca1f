using System.Security.Cryptography;
using System.Text;
using ScreenMeet.Webhooks;

namespace ScreenMeet.Cli;

// A key and where it was found. The key itself is never shown.
internal sealed record SigningKey(string Text, string Origin)
{
    // Enough to see that two keys differ, and too little to find one out.
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.Trim())))[..12];

    public override string ToString() => $"{Fingerprint} (its fingerprint; from {Origin})";

    public string ForSigning()
    {
        var trimmed = Text.Trim();
        try
        {
            _ = ScreenMeetSignature.Compute([], trimmed);
            return trimmed;
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"{exception.Message.Split(" (Parameter", 2)[0]} The key is from {Origin}.");
        }
    }
}
