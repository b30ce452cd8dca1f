using System.Net;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class ReloadTests
{
    private const string NewKey = "whsk_9d40f7c36be1825a";
    private const string EmeaKey = "whsk_emea_31c0aa92fe";
    private const string ApacKey = "whsk_apac_77d41b06c9";

    [Fact]
    public async Task A_reloaded_key_is_in_force_at_the_next_request()
    {
        await using var receiver = await StartAsync();
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.Key, HttpStatusCode.OK);

        Reload(receiver, "SigningKey", NewKey);

        await receiver.AssertAnswerAsync(EntryPoints.ApiController, NewKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.Key, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_reset_accepts_both_keys_until_the_previous_one_is_removed()
    {
        await using var receiver = await StartAsync();
        Reload(receiver, "PreviousSigningKey", Signed.Key);
        Reload(receiver, "SigningKey", NewKey);

        await receiver.AssertAnswerAsync(EntryPoints.ApiController, NewKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.Key, HttpStatusCode.OK);

        Reload(receiver, "PreviousSigningKey", "");

        await receiver.AssertAnswerAsync(EntryPoints.ApiController, NewKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.Key, HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("SigningKey", "", "SigningKey of the ScreenMeet webhook is missing.")]
    [InlineData("SigningKey", "whsk_9d40\u200Bf7c36be1825a", "invisible character U+200B")]
    [InlineData("PreviousSigningKey", "your-previous-key", "PreviousSigningKey of the ScreenMeet webhook is a placeholder.")]
    [InlineData("MaxBodySize", "0", "MaxBodySize of the ScreenMeet webhook is 0.")]
    [InlineData("BodyTimeout", "quickly", "InvalidOperationException")]
    public async Task An_invalid_reload_keeps_the_last_good_options_and_logs_Critical(string name, string value, string reason)
    {
        await using var receiver = await StartAsync();

        Reload(receiver, name, value);

        var critical = Assert.Single(receiver.Logs, log => log.Level == LogLevel.Critical);
        Assert.StartsWith("The changed options of the ScreenMeet webhook are not valid, so the previous options stay in use.", critical.Message, StringComparison.Ordinal);
        Assert.Contains(reason, critical.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(receiver.Logs, log => log.Message.Contains("f7c36be1825a", StringComparison.Ordinal) || log.Message.Contains("quickly", StringComparison.Ordinal));
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.Key, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, "", HttpStatusCode.Unauthorized);

        Reload(receiver, name, name == "SigningKey" ? NewKey : name == "PreviousSigningKey" ? NewKey : name == "MaxBodySize" ? "5000" : "00:00:05");

        Assert.Single(receiver.Logs, log => log.Level == LogLevel.Critical);
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, name.EndsWith("Key", StringComparison.Ordinal) ? NewKey : Signed.Key, HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_invalid_reload_of_one_webhook_keeps_its_own_last_good_options()
    {
        await using var receiver = await Receiver.StartAsync(
            services: builder =>
            {
                builder.Configuration.Add<ChangingSource>(_ => { });
                (builder.Configuration["ScreenMeet:Emea:SigningKey"], builder.Configuration["ScreenMeet:Apac:SigningKey"]) = (EmeaKey, ApacKey);
                builder.Services.AddScreenMeetWebhooks("emea", builder.Configuration.GetSection("ScreenMeet:Emea"));
                builder.Services.AddScreenMeetWebhooks("apac", builder.Configuration.GetSection("ScreenMeet:Apac"));
            },
            pipeline: app =>
            {
                app.UseScreenMeetWebhooks();
                app.MapPost("/emea", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery)).RequireScreenMeetSignature("emea");
                app.MapPost("/apac", (ScreenMeetDelivery delivery, ReceivedEvents receivedEvents) => receivedEvents.Add(delivery)).RequireScreenMeetSignature("apac");
            });

        Reload(receiver, "Emea:MaxBodySize", "0");

        Assert.StartsWith(
            "The changed options of the ScreenMeet webhook 'emea' are not valid",
            Assert.Single(receiver.Logs, log => log.Level == LogLevel.Critical).Message,
            StringComparison.Ordinal);
        await receiver.AssertAnswerAsync("/emea", EmeaKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/emea", ApacKey, HttpStatusCode.Unauthorized);
        await receiver.AssertAnswerAsync("/apac", ApacKey, HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/apac", EmeaKey, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task All_options_are_read_from_configuration()
    {
        await using var receiver = await StartAsync();
        Reload(receiver, "MaxBodySize", "10");

        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.Key, HttpStatusCode.RequestEntityTooLarge);
    }

    private static Task<Receiver> StartAsync() => Receiver.StartAsync(services: builder =>
    {
        builder.Configuration.Add<ChangingSource>(_ => { });
        builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet")).AddHandler<EntryPointHandler>();
    });

    private static void Reload(Receiver receiver, string name, string value)
    {
        var configuration = (IConfigurationRoot)receiver.Services.GetRequiredService<IConfiguration>();
        configuration.Providers.OfType<ChangingProvider>().Single().Change($"ScreenMeet:{name}", value);
    }

    // One change, one notification, as from a file.
    private sealed class ChangingProvider : ConfigurationProvider
    {
        public ChangingProvider() => Set("ScreenMeet:SigningKey", Signed.Key);

        public void Change(string key, string value)
        {
            Set(key, value);
            OnReload();
        }
    }

    private sealed class ChangingSource : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new ChangingProvider();
    }
}
