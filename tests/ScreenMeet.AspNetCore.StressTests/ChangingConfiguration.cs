namespace ScreenMeet.AspNetCore.StressTests;

// One change, one notification, as from a file.
internal sealed class ChangingConfiguration : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Set(string key, string? value)
    {
        base.Set($"ScreenMeet:{key}", value);
        OnReload();
    }
}
