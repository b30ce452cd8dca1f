using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScreenMeet.AspNetCore;

// Describes where a missing signing key was looked for. It names keys of the configuration, never their values.
internal sealed class SigningKeySearch
{
    private const string KeyName = nameof(ScreenMeetWebhookOptions.SigningKey);

    private readonly WebhookRegistration[] _registrations;
    private readonly string? _environment;

    public SigningKeySearch(string? name, IServiceProvider services)
    {
        _registrations =
        [
            .. services.GetServices<WebhookRegistration>()
                .Where(registration => registration.Name == name)
                .DistinctBy(static registration => registration.Configuration is null ? null : PathOf(registration.Configuration)),
        ];
        _environment = services.GetService<IHostEnvironment>()?.EnvironmentName;
    }

    private IEnumerable<IConfiguration> Configurations => _registrations.Select(static registration => registration.Configuration).OfType<IConfiguration>();

    private bool HasDelegate => _registrations.Any(static registration => registration.Configuration is null);

    // One sentence for each place.
    public string WhereItWasLookedFor => string.Join(
        ' ',
        Configurations.Select(Describe).Concat(HasDelegate ? ["The delegate that was passed to AddScreenMeetWebhooks does not set it."] : []));

    public string WhereToSetIt
    {
        get
        {
            var keys = Configurations.Select(static configuration => ConfigurationPath.Combine([.. PathOf(configuration).Split(':', StringSplitOptions.RemoveEmptyEntries), KeyName])).ToArray();
            var places = keys.Select(static key => $"{key} in the configuration (as an environment variable: {key.Replace(":", "__", StringComparison.Ordinal)})");
            var userSecrets = keys.Length > 0 && _environment is not null && _environment != Environments.Development
                ? $"; user secrets are read only in the Development environment, and the current environment is {_environment}"
                : "";
            return string.Join(", or ", HasDelegate || keys.Length == 0 ? places.Append("it in the delegate") : places) + userSecrets;
        }
    }

    private static string PathOf(IConfiguration configuration) => (configuration as IConfigurationSection)?.Path ?? "";

    private static string Describe(IConfiguration configuration)
    {
        if (configuration is not IConfigurationSection section)
        {
            return "The root of the configuration, which was passed to AddScreenMeetWebhooks, does not contain it.";
        }

        var keys = section.GetChildren().Select(static child => child.Key).ToArray();
        return keys switch
        {
            [] when section.Value is null => $"The section '{section.Path}' of the configuration does not exist.",
            [] => $"'{section.Path}' is a value in the configuration, not a section.",
            _ when keys.Contains(KeyName, StringComparer.OrdinalIgnoreCase) => $"It is blank in the section '{section.Path}' of the configuration.",
            _ => $"The section '{section.Path}' of the configuration contains only {string.Join(", ", keys)}.",
        };
    }
}
