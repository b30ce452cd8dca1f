using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// What a health check or a page for developers of an application's own can know of its webhooks.
public sealed class WebhookRegistryTests
{
    [Fact]
    public async Task It_lists_each_webhook_once_whether_or_not_an_endpoint_receives_it()
    {
        await using var receiver = await Receiver.StartAsync(
            services: static builder =>
            {
                builder.Services.AddScreenMeetWebhooks(static webhook => webhook.SigningKey = Signed.Key);
                builder.Services.AddScreenMeetWebhooks("emea", static webhook => webhook.SigningKey = Signed.PreviousKey);
                builder.Services.AddScreenMeetWebhooks("emea", static webhook => webhook.MaxBodySize = 1000);
            },
            pipeline: static app => app.MapPost("/", static (ScreenMeetDelivery delivery) => delivery.Count));

        var registry = receiver.Services.GetRequiredService<ScreenMeetWebhookRegistry>();

        Assert.Equal(["", "emea"], registry.Names);
        Assert.Equal((Signed.PreviousKey, 1000), (registry.GetOptions("emea").SigningKey, registry.GetOptions("emea").MaxBodySize));
        Assert.All(registry.Names, name => Assert.False(registry.HasSigningKeyProvider(name)));
    }

    [Theory]
    [InlineData("EMEA")]
    [InlineData("apac")]
    public async Task A_webhook_that_is_not_registered_has_no_options(string name)
    {
        await using var receiver = await Receiver.StartAsync();
        var registry = receiver.Services.GetRequiredService<ScreenMeetWebhookRegistry>();

        var exception = Assert.Throws<ArgumentException>(() => registry.GetOptions(name));

        Assert.StartsWith($"There is no webhook with the name \"{name}\".", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_reload_that_is_not_valid_it_returns_the_options_that_are_in_force()
    {
        await using var receiver = await Receiver.StartAsync(services: static builder =>
        {
            builder.Configuration["ScreenMeet:SigningKey"] = Signed.Key;
            builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet")).AddHandler<EntryPointHandler>();
        });
        var registry = receiver.Services.GetRequiredService<ScreenMeetWebhookRegistry>();

        Reload(receiver, Signed.PreviousKey);
        Assert.Equal(Signed.PreviousKey, registry.GetOptions("").SigningKey);
        Reload(receiver, "<your key>");

        Assert.Equal(Signed.PreviousKey, registry.GetOptions("").SigningKey);
    }

    [Fact]
    public async Task It_knows_the_key_provider_of_one_webhook_and_one_of_all()
    {
        await using var own = await Receiver.StartAsync(
            services: static builder =>
            {
                builder.Services.AddSingleton<SettableKeys>().AddScreenMeetWebhooks().AddSigningKeyProvider<SettableKeys>();
                builder.Services.AddScreenMeetWebhooks("emea", static webhook => webhook.SigningKey = Signed.Key);
            },
            pipeline: static _ => { });
        await using var shared = await Receiver.StartAsync(
            services: static builder => builder.Services.AddSingleton<IScreenMeetSigningKeyProvider, SettableKeys>().AddScreenMeetWebhooks(),
            pipeline: static _ => { });

        var registry = own.Services.GetRequiredService<ScreenMeetWebhookRegistry>();

        Assert.True(registry.HasSigningKeyProvider(""));
        Assert.False(registry.HasSigningKeyProvider("emea"));
        Assert.True(shared.Services.GetRequiredService<ScreenMeetWebhookRegistry>().HasSigningKeyProvider(""));
    }

    private static void Reload(Receiver receiver, string key)
    {
        var configuration = (IConfigurationRoot)receiver.Services.GetRequiredService<IConfiguration>();
        configuration["ScreenMeet:SigningKey"] = key;
        configuration.Reload();
    }
}
