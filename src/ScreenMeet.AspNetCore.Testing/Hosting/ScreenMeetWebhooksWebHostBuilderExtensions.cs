using Microsoft.Extensions.Configuration;
using ScreenMeet.AspNetCore.Testing;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Sets the signing key of an application under test.</summary>
public static class ScreenMeetWebhooksWebHostBuilderExtensions
{
    /// <summary>
    /// Makes every ScreenMeet webhook of the application accept <paramref name="signingKey"/> and no other key, wherever its key
    /// comes from: configuration, options or a key provider. It is for <c>WebApplicationFactory</c>:
    /// <c>factory.WithWebHostBuilder(host => host.UseScreenMeetSigningKey("…"))</c>.
    /// </summary>
    /// <param name="builder">The host of the application.</param>
    /// <param name="signingKey">The key that the test signs with.</param>
    /// <param name="configurationKey">
    /// Where the application's configuration has the key, for code that reads it by itself. Default: <c>ScreenMeet:SigningKey</c>.
    /// </param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <remarks>
    /// If the application does not use ScreenMeet.AspNetCore, building its host throws an <see cref="InvalidOperationException"/>.
    /// The key providers that are registered when this is called are replaced in their own place. An application that injects its
    /// provider into other classes by the provider's own type cannot do that under test.
    /// </remarks>
    public static IWebHostBuilder UseScreenMeetSigningKey(this IWebHostBuilder builder, string signingKey, string configurationKey = "ScreenMeet:SigningKey")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(signingKey);
        ArgumentNullException.ThrowIfNull(configurationKey);

        // The setting is there when a Program reads its configuration while it registers services. An application with a Startup
        // class reads its files after its settings, so the key is added behind them too.
        builder.UseSetting(configurationKey, signingKey);
        builder.ConfigureAppConfiguration((_, configuration) => configuration.AddInMemoryCollection([new(configurationKey, signingKey)]));
        return builder.ConfigureServices(services => FixedKeyProvider.Register(services, signingKey));
    }
}
