using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScreenMeet.AspNetCore;

// The keys of the samples and of the README. Anybody can read them, so they are accepted only in development.
internal sealed class PublishedKeys(IServiceProvider services)
{
    private static readonly string[] s_keys =
    [
        "whsk_3f1c9a7e5b2d4860",
        "whsk_5cf00d11ab74e923",
        "whsk_0b6a8c2f91d7e354",
        "whsk_88aa1207fe3b6c5d",
    ];

    private readonly bool _isDevelopment = services.GetService<IHostEnvironment>()?.IsDevelopment() == true;

    public string? FindFault(string key) =>
        !_isDevelopment && s_keys.Contains(key, StringComparer.Ordinal) ? "is published with the samples, so anybody can sign with it" : null;
}
