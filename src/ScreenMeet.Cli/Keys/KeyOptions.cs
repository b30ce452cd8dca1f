using System.CommandLine;

namespace ScreenMeet.Cli;

// The options that say where the signing key is, and the search for it.
internal sealed class KeyOptions
{
    private const string Variable = "SCREENMEET_SIGNING_KEY";
    private const string DefaultSecret = "ScreenMeet:SigningKey";

    private readonly Option<string?> _key = new("--key", "-k")
    {
        Description = $"The signing key, or '-' to read it from standard input. Other users of this machine can see it in the list of processes. Default: the environment variable {Variable}, or the user secrets of the project in this folder.",
        HelpName = "key",
    };

    private readonly Option<string?> _project = new("--project")
    {
        Description = "Takes the key from the user secrets of this project or folder.",
        HelpName = "path",
    };

    private readonly Option<string> _secret = new("--secret")
    {
        Description = "The name of the user secret.",
        HelpName = "name",
        DefaultValueFactory = static _ => DefaultSecret,
    };

    public void AddTo(Command command)
    {
        command.Add(_key);
        command.Add(_project);
        command.Add(_secret);
    }

    public bool UsesStandardInput(ParseResult parsed) => parsed.GetValue(_key) == "-";

    public SigningKey Find(ParseResult parsed, CancellationToken cancellationToken)
    {
        var secret = parsed.GetRequiredValue(_secret);
        if (parsed.GetValue(_key) is { } key)
        {
            return key == "-" ? FromStandardInput(cancellationToken) : new(key, "--key");
        }

        if (parsed.GetValue(_project) is { } project)
        {
            return UserSecrets.Find(project, secret)
                ?? throw new UsageException($"There is no user secret '{secret}' for {project}. Set it with: dotnet user-secrets set {secret} 'the key' --project {project}");
        }

        if (Environment.GetEnvironmentVariable(Variable) is { } variable && !string.IsNullOrWhiteSpace(variable))
        {
            return new(variable, Variable);
        }

        return UserSecrets.Find(".", secret)
            ?? throw new UsageException($"The signing key is missing. Pass --key, set {Variable}, or name a project whose user secrets have it with --project.");
    }

    private static SigningKey FromStandardInput(CancellationToken cancellationToken)
    {
        var key = Console.IsInputRedirected ? Console.In.ReadLine() : HiddenInput.ReadLine("Signing key: ", cancellationToken);
        return string.IsNullOrWhiteSpace(key) ? throw new UsageException("There is no signing key in standard input.") : new(key, "standard input");
    }
}
