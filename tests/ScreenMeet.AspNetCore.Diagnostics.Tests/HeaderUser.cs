using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// Signs in the user that a header names.
internal sealed class HeaderUser(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Header = "x-test-user";

    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key);
        builder.Services.AddAuthentication("Header").AddScheme<AuthenticationSchemeOptions, HeaderUser>("Header", null);
        builder.Services.AddAuthorization();
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Request.Headers[Header] is { Count: 1 } name
            ? AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name.ToString())], "Header")), "Header"))
            : AuthenticateResult.NoResult());
}
