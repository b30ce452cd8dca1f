using System.Text;
using ScreenMeet.Webhooks;

namespace ScreenMeet.Cli;

// What the doctor says: a name for programs, a sentence for people, and what to do.
internal sealed record Diagnosis(string Verdict, string Sentence, string? Advice, Finding? Finding)
{
    private const string Report = "If this is a genuine delivery, please report the scheme to the authors of this tool: it contains nothing of the key or the body.";

    public bool IsGenuine => Verdict == "genuine";

    public static Diagnosis Of(string signature, string? algorithm, string key, byte[] body)
    {
        var finding = SignatureDoctor.Examine(signature, key, body);
        return finding switch
        {
            null => WithoutFinding(signature, body),
            { Mac.UsesKey: false } => new(
                "not_signed",
                $"Anybody could have made this signature: it is the {finding.Mac.Name}, without the key.",
                "Do not trust what is signed like this. " + Report,
                finding),
            { Mac.IsOdd: true } => new("other_scheme", $"The key fits, but the scheme is another one: {finding.Mac.Name}." + ButBody(finding), Report, finding),
            { Key.IsOdd: true } => new("other_key_encoding", $"The key fits when its text is read in another way: {finding.Key.Name}." + ButBody(finding), Report, finding),
            { Signature.IsOdd: true } => new("other_signature_encoding", $"The signature fits, but it is written in a way that a receiver refuses: {finding.Signature.Name}." + ButBody(finding), Report, finding),
            { Body.Distance: > 0 } => BodyChanged(finding),
            _ => Genuine(algorithm, finding),
        };
    }

    private static string ButBody(Finding finding) => finding.Body.Distance > 0 ? $" The body is not the signed one either, which was {finding.Body.Name}." : "";

    private static Diagnosis Genuine(string? algorithm, Finding finding) =>
        algorithm is null || algorithm.Trim().Equals(ScreenMeetSignature.Algorithm, StringComparison.OrdinalIgnoreCase)
            ? new(
                "genuine",
                "Genuine: this body was signed with this key.",
                "If a receiver has refused it, the receiver has another key, or something in front of it changes the body.",
                finding)
            : new(
                "other_algorithm_header",
                $"The signature fits, but {ScreenMeetSignature.AlgorithmHeaderName} is not {ScreenMeetSignature.Algorithm}, so a receiver refuses it.",
                Report,
                finding);

    private static Diagnosis BodyChanged(Finding finding)
    {
        var (what, advice) = finding.Body.Change switch
        {
            BodyChange.LineBreakAtTheEnd => (
                "white space at its end was added or removed",
                "Editors and 'echo' add a line break, and '$(…)' removes it: save the body to the byte. If it arrived like this, find what trims it in front of the check."),
            BodyChange.ByteOrderMark => (
                "a byte order mark was added or removed",
                "Editors and text APIs add and remove it: save and verify bytes, not text."),
            BodyChange.LineBreaks => (
                "its line breaks were converted",
                "Git, editors and FTP convert line breaks: save and verify bytes, not text."),
            BodyChange.Json => (
                "something re-serialized the JSON",
                "Find what reads the JSON and writes it again in front of the check, such as a gateway, a queue or middleware, and pass the bytes on as they arrive."),
            _ => (
                "something changed its charset",
                "Find what decodes the body and encodes it again in front of the check. JSON is UTF-8: read the body as bytes."),
        };
        return new("body_changed", $"The key is right, but the body was changed on its way: {what}.", advice, finding);
    }

    private static Diagnosis WithoutFinding(string signature, byte[] body)
    {
        if (body.Length == 0)
        {
            return new("no_body", "There is no body.", "Something has read it before, or the file is empty. Verify the bytes of the request before anything else reads them.", null);
        }

        if (!ScreenMeetSignature.IsWellFormed(signature.Trim()) && !SignatureReading.Of(signature).Any(static reading => MacScheme.All.Any(scheme => scheme.Size == reading.Mac.Length)))
        {
            return new(
                "signature_unreadable",
                $"This is not a signature that this version can read: its {signature.Trim().Length} characters are neither hex nor base64 of a hash.",
                "Copy the value of x-signature whole. If it is whole, ScreenMeet signs in a way that this version does not know: please report its form, with other characters in place of its own.",
                null);
        }

        var lost = Encoding.UTF8.GetString(body).Contains('\uFFFD', StringComparison.Ordinal)
            ? " The body contains U+FFFD, so something has decoded it in a wrong charset and lost bytes, which nothing can bring back."
            : "";
        return new(
            "no_match",
            "Nothing fits: most likely the key is another one, or this body is not the one that was signed.",
            "Copy the key again (Organization → Integration Signing Key → Show → Copy), and save the body to the byte." + lost
                + " If both are right, ScreenMeet signs in a way that this version does not know: please report it.",
            null);
    }
}
