using Microsoft.Extensions.Options;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// The message of a missing key says where it was looked for, and shows no value.
public sealed class MissingKeyTests
{
    private const string Copy = "Copy the key from the ScreenMeet console (Organization → Integration Signing Key → Show → Copy) and set ";
    private const string UserSecrets = "; user secrets are read only in the Development environment, and the current environment is Production.";

    [Fact]
    public Task A_section_that_does_not_exist() => AssertMessageAsync(
        builder => builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet")),
        "SM0001: SigningKey of the ScreenMeet webhook is missing. The section 'ScreenMeet' of the configuration does not exist. "
        + $"{Copy}ScreenMeet:SigningKey in the configuration (as an environment variable: ScreenMeet__SigningKey){UserSecrets}");

    [Fact]
    public Task A_section_with_other_keys() => AssertMessageAsync(
        builder =>
        {
            builder.Configuration["Hooks:ScreenMeet:BodyTimeout"] = "00:00:10";
            builder.Configuration["Hooks:ScreenMeet:SigninKey"] = "whsk_3f1c9a7e5b2d4860";
            builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("Hooks:ScreenMeet"));
        },
        "SM0001: SigningKey of the ScreenMeet webhook is missing. The section 'Hooks:ScreenMeet' of the configuration contains only BodyTimeout, SigninKey. "
        + $"{Copy}Hooks:ScreenMeet:SigningKey in the configuration (as an environment variable: Hooks__ScreenMeet__SigningKey){UserSecrets}");

    [Fact]
    public Task A_blank_key() => AssertMessageAsync(
        builder =>
        {
            builder.Configuration["ScreenMeet:SigningKey"] = " ";
            builder.Services.AddScreenMeetWebhooks("emea", builder.Configuration.GetSection("ScreenMeet"));
        },
        "SM0001: SigningKey of the ScreenMeet webhook 'emea' is missing. It is blank in the section 'ScreenMeet' of the configuration. "
        + $"{Copy}ScreenMeet:SigningKey in the configuration (as an environment variable: ScreenMeet__SigningKey){UserSecrets}");

    [Fact]
    public Task A_value_in_place_of_a_section() => AssertMessageAsync(
        builder =>
        {
            builder.Configuration["ScreenMeet"] = "whsk_3f1c9a7e5b2d4860";
            builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"));
        },
        "SM0001: SigningKey of the ScreenMeet webhook is missing. 'ScreenMeet' is a value in the configuration, not a section. "
        + $"{Copy}ScreenMeet:SigningKey in the configuration (as an environment variable: ScreenMeet__SigningKey){UserSecrets}");

    [Fact]
    public Task The_root_of_the_configuration() => AssertMessageAsync(
        builder => builder.Services.AddScreenMeetWebhooks(builder.Configuration),
        "SM0001: SigningKey of the ScreenMeet webhook is missing. The root of the configuration, which was passed to AddScreenMeetWebhooks, does not contain it. "
        + $"{Copy}SigningKey in the configuration (as an environment variable: SigningKey){UserSecrets}");

    [Fact]
    public Task A_delegate() => AssertMessageAsync(
        builder => builder.Services.AddScreenMeetWebhooks(_ => { }),
        $"SM0001: SigningKey of the ScreenMeet webhook is missing. The delegate that was passed to AddScreenMeetWebhooks does not set it. {Copy}it in the delegate.");

    [Fact]
    public Task Several_calls_for_one_name() => AssertMessageAsync(
        builder =>
        {
            builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("A"));
            builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("B"));
            builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("B"));
            builder.Configuration["C:SigningKey"] = Signed.Key;
            builder.Services.AddScreenMeetWebhooks("other", builder.Configuration.GetSection("C"));
            builder.Services.AddScreenMeetWebhooks(_ => { });
        },
        "SM0001: SigningKey of the ScreenMeet webhook is missing. The section 'A' of the configuration does not exist. The section 'B' of the configuration does not exist. "
        + "The delegate that was passed to AddScreenMeetWebhooks does not set it. "
        + $"{Copy}A:SigningKey in the configuration (as an environment variable: A__SigningKey), or B:SigningKey in the configuration (as an environment variable: B__SigningKey), or it in the delegate{UserSecrets}");

    [Fact]
    public async Task In_Development_user_secrets_are_not_a_matter()
    {
        var exception = await StartAsync(builder =>
        {
            builder.Environment.EnvironmentName = "Development";
            builder.Services.AddSingleton<IHostEnvironment>(builder.Environment);
            builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet"));
        });

        Assert.EndsWith("(as an environment variable: ScreenMeet__SigningKey).", exception.Message, StringComparison.Ordinal);
    }

    private static async Task AssertMessageAsync(Action<WebApplicationBuilder> services, string message)
    {
        var exception = await StartAsync(services);

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("whsk_", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("00:00:10", exception.Message, StringComparison.Ordinal);
    }

    private static Task<OptionsValidationException> StartAsync(Action<WebApplicationBuilder> services) =>
        Assert.ThrowsAsync<OptionsValidationException>(() => Receiver.StartAsync(services: services, pipeline: _ => { }));
}
