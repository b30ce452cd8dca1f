namespace ScreenMeet.Cli;

// What an unexpected answer usually means.
internal static class Advice
{
    public static string? For(Answer answer) => answer.Status switch
    {
        null => "Is the receiver running, and is this its address?",
        >= 200 and < 300 => "The endpoint accepts what nobody has signed. Is it marked, and is this its URL?",
        >= 300 and < 400 => "ScreenMeet may not follow a redirect. Use the URL that it leads to.",
        400 => "The receiver could not read the delivery, or another endpoint answered. Its log has the reason.",
        401 => "The receiver has another key, or something changes the body on its way. Its log has the reason behind 'Refused a request'.",
        403 => "Something in front of the endpoint refuses the request, such as a firewall or an IP address list.",
        404 => "No endpoint has this path. The receiver's log says at its start where it receives.",
        405 => "An endpoint has this path, but it does not take a POST.",
        413 => "The delivery is larger than the receiver or a proxy allows.",
        415 => "Another endpoint answered, or something in front does not let text/plain through.",
        503 => "The receiver has no key for this request, no room, or is not ready. Its log has the reason.",
        >= 500 => "The receiver's own code failed. Its log has the exception.",
        _ => null,
    };
}
