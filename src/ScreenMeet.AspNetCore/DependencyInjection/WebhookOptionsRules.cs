using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

internal sealed partial class WebhookOptionsRules(ILogger<WebhookOptionsRules> logger, IServiceProvider services)
    : IPostConfigureOptions<ScreenMeetWebhookOptions>, IValidateOptions<ScreenMeetWebhookOptions>
{
    private const int ShortKeyLength = 16;
    private const string Console = "the ScreenMeet console (Organization → Integration Signing Key → Show → Copy)";

    private static readonly TimeSpan s_longestBodyTimeout = TimeSpan.FromHours(24);

    private bool HasKeyProvider =>
        services.GetService<IServiceProviderIsService>()?.IsService(typeof(IScreenMeetSigningKeyProvider)) == true;

    public void PostConfigure(string? name, ScreenMeetWebhookOptions options)
    {
        options.SigningKey = Trim(name, nameof(options.SigningKey), options.SigningKey);
        options.PreviousSigningKey = Trim(name, nameof(options.PreviousSigningKey), options.PreviousSigningKey);

        // An environment variable can be blanked more easily than removed.
        if (options.PreviousSigningKey is "")
        {
            options.PreviousSigningKey = null;
        }
    }

    public ValidateOptionsResult Validate(string? name, ScreenMeetWebhookOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (!string.IsNullOrEmpty(options.SigningKey))
        {
            CheckKey(name, nameof(options.SigningKey), options.SigningKey, result);
        }
        else if (!HasKeyProvider)
        {
            result.AddError(
                $"{nameof(options.SigningKey)} of {Webhook(name)} is missing. Copy the key in {Console} "
                + "and set it in the configuration section or the delegate that AddScreenMeetWebhooks is given.");
        }

        if (options.PreviousSigningKey is { } previousKey)
        {
            CheckKey(name, nameof(options.PreviousSigningKey), previousKey, result);
        }

        if (options.MaxBodySize < 1 || options.MaxBodySize > Array.MaxLength)
        {
            result.AddError($"{nameof(options.MaxBodySize)} of {Webhook(name)} is {options.MaxBodySize}. It is a number of bytes from 1 to {Array.MaxLength}.");
        }

        else if (2 * Math.Max(options.MaxBodySize, WebhookBody.InitialSize) is var needed && options.MaxBufferedBytes < needed)
        {
            result.AddError(
                $"{nameof(options.MaxBufferedBytes)} of {Webhook(name)} is {options.MaxBufferedBytes}. "
                + $"It is a number of bytes from {needed} on: a single delivery can need that much with {nameof(options.MaxBodySize)} = {options.MaxBodySize}.");
        }

        if (options.BodyTimeout <= TimeSpan.Zero || options.BodyTimeout > s_longestBodyTimeout)
        {
            result.AddError($"{nameof(options.BodyTimeout)} of {Webhook(name)} is {options.BodyTimeout}. It is a time above zero and up to 24 hours.");
        }

        return result.Build();
    }

    private string? Trim(string? name, string property, string? key)
    {
        var trimmed = key?.Trim();
        if (trimmed?.Length != key?.Length && trimmed is not "")
        {
            Log.KeyTrimmed(logger, property, Webhook(name));
        }

        return trimmed;
    }

    private void CheckKey(string? name, string property, string key, ValidateOptionsResultBuilder result)
    {
        if (IndexOfInvisible(key) is >= 0 and var index)
        {
            result.AddError(
                $"{property} of {Webhook(name)} contains the invisible character U+{(int)key[index]:X4} at position {index}. "
                + $"Copy the key again in {Console}.");
        }
        else if (Placeholder.IsMatch(key))
        {
            result.AddError(
                $"{property} of {Webhook(name)} is a placeholder. "
                + $"Copy the key in {Console}.");
        }
        else if (key.Length < ShortKeyLength)
        {
            Log.KeyShort(logger, property, Webhook(name), key.Length, ShortKeyLength);
        }
    }

    private static int IndexOfInvisible(string key)
    {
        for (var i = 0; i < key.Length; i++)
        {
            // By index, so that a surrogate counts for what it is half of.
            var category = CharUnicodeInfo.GetUnicodeCategory(key, i);
            var isInvisible = category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if ((isInvisible && key[i] != ' ') || IsBlankLetterOrMark(key[i]))
            {
                return i;
            }

            if (char.IsHighSurrogate(key[i]))
            {
                i++;
            }
        }

        return -1;
    }

    // What Unicode counts as letters and marks, and shows as nothing.
    private static bool IsBlankLetterOrMark(char character) =>
        character is '\u034F' or '\u115F' or '\u1160' or '\u3164' or '\uFFA0' or (>= '\uFE00' and <= '\uFE0F');

    public static string Webhook(string? name) =>
        string.IsNullOrEmpty(name) ? "the ScreenMeet webhook" : $"the ScreenMeet webhook '{name}'";

    // What stands in templates and examples: <…>, ${…}, #{…}#, %…%, your-…, change-me and their like, one character repeated.
    // Anchored, and of words alone: no random key matches by chance.
    [GeneratedRegex(
        """^(<.*>|\[.*\]|[$#]?\{.*\}#?|\$\(.*\)|%.*%|__.*__|(your|my|the|insert|enter|put|paste|add)([-_. ]+[a-z]+)+|((change|replace|set|fill)[-_. ]?(me|this|it|in)|placeholder|to[-_. ]?do|tbd|none|null|undefined|secret|password|example|sample|dummy|test|(integration[-_. ]?)?(signing|secret|api)[-_. ]?key|key)([-_. ]?here)?|(?<one>.)\k<one>*)$""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Placeholder { get; }

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Warning, "{Property} of {Webhook} had white space around it, which was trimmed.", EventName = "KeyTrimmed")]
        public static partial void KeyTrimmed(ILogger logger, string property, string webhook);

        [LoggerMessage(12, LogLevel.Warning, "{Property} of {Webhook} has only {Length} characters; under {Expected} it can be guessed. Check that it was copied whole.", EventName = "KeyShort")]
        public static partial void KeyShort(ILogger logger, string property, string webhook, int length, int expected);
    }
}
