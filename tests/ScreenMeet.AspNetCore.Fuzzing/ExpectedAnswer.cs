using System.Globalization;
using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Fuzzing;

// What the documentation says of a request, worked out with nothing of the library.
internal static partial class ExpectedAnswer
{
    public const string Accepted = "accepted";
    public const string AcceptedWithPreviousKey = "accepted with the previous key";

    public const int MaxBodySize = 256;

    public static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(15);

    // By what becomes of a request: a reason to refuse it, or one of the above.
    public static readonly IReadOnlyDictionary<string, int> Statuses = new Dictionary<string, int>
    {
        [Accepted] = 200,
        [AcceptedWithPreviousKey] = 200,
        ["method_not_allowed"] = 405,
        ["signature_missing"] = 401,
        ["signature_repeated"] = 401,
        ["signature_malformed"] = 401,
        ["algorithm_missing"] = 401,
        ["algorithm_not_supported"] = 401,
        ["body_encoded"] = 415,
        ["body_too_large"] = 413,
        ["body_too_slow"] = 408,
        ["body_broken"] = 400,
        ["signature_mismatch"] = 401,
        ["body_empty"] = 401,
        ["body_unreadable"] = 400,
    };

    public static string To(FuzzedRequest request) => FaultOfHead(request) ?? FaultOfBody(request) ?? Judge(request);

    private static string? FaultOfHead(FuzzedRequest request) => (request.ValuesOf("x-signature"), request.ValuesOf("x-signature-algo")) switch
    {
        _ when !request.Method.Equals("POST", StringComparison.OrdinalIgnoreCase) => "method_not_allowed",
        ([], _) => "signature_missing",
        ({ Length: > 1 }, _) => "signature_repeated",
        ([var signature], _) when string.IsNullOrWhiteSpace(signature) => "signature_missing",
        ([var signature], _) when SignatureText.Decode(signature) is null => "signature_malformed",
        (_, [] or [""]) => "algorithm_missing",
        (_, [var algorithm]) when Sha256().IsMatch(algorithm) => request.ValuesOf("Content-Encoding") is [] ? null : "body_encoded",
        _ => "algorithm_not_supported",
    };

    private static string? FaultOfBody(FuzzedRequest request)
    {
        if (request.ValuesOf("Content-Length") is [var length] && DeclaredSize(length) > MaxBodySize)
        {
            return "body_too_large";
        }

        var (elapsed, size) = (TimeSpan.Zero, 0);
        foreach (var part in request.Parts)
        {
            elapsed += part.Delay;
            size += part.Bytes.Length;
            var fault = part.Fault is not null ? part.Fault.Reason
                : elapsed >= BodyTimeout ? "body_too_slow"
                : size > MaxBodySize ? "body_too_large"
                : null;
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string Judge(FuzzedRequest request)
    {
        var mac = SignatureText.Decode(request.ValuesOf("x-signature")[0])!;
        var isCurrent = mac.SequenceEqual(Signed.Mac(request.Body));
        if (!isCurrent && !mac.SequenceEqual(Signed.Mac(request.Body, Signed.PreviousKey)))
        {
            return request.Body.Length == 0 ? "body_empty" : "signature_mismatch";
        }

        using var array = ExpectedArray.Read(request.Body);
        return array is null ? "body_unreadable"
            : isCurrent ? Accepted
            : AcceptedWithPreviousKey;
    }

    // What ASP.NET Core takes for no number declares nothing.
    private static long? DeclaredSize(string length) =>
        long.TryParse(length.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;

    [GeneratedRegex(@"^[ \t]*sha256[ \t]*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sha256();
}
