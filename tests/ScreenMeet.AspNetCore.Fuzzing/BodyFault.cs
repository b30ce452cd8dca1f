using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace ScreenMeet.AspNetCore.Fuzzing;

// A way in which a server, or a stream in front, ends a body, and the documented reason to refuse it.
internal sealed record BodyFault(string Reason, Func<Exception> Exception)
{
    public static readonly IReadOnlyList<BodyFault> All =
    [
        new("body_broken", () => new IOException()),
        new("body_broken", () => new InvalidDataException()),
        new("body_broken", () => new InvalidOperationException()),
        new("body_broken", () => new OperationCanceledException()),
        new("body_broken", () => new BadHttpRequestException("", StatusCodes.Status400BadRequest)),
        new("body_too_slow", () => new BadHttpRequestException("", StatusCodes.Status408RequestTimeout)),
        new("body_too_large", () => new BadHttpRequestException("", StatusCodes.Status413PayloadTooLarge)),
        new("body_broken", () => new ConnectionResetException("")),
    ];
}
