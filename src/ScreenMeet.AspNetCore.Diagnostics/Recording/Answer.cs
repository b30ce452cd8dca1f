namespace ScreenMeet.AspNetCore.Diagnostics;

// What the application answered after it had accepted a delivery, and the type of the exception that its code threw.
internal sealed record Answer(int StatusCode, string? Exception)
{
    public bool IsSuccess => StatusCode is >= 200 and < 300;
}
