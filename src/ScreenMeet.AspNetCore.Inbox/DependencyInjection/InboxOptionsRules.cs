using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

internal sealed class InboxOptionsRules : IValidateOptions<ScreenMeetInboxOptions>
{
    private const string LongestText = "36500 days";

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36_500);

    public ValidateOptionsResult Validate(string? name, ScreenMeetInboxOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        var webhook = InboxMistakes.Webhook(name);
        Check(nameof(options.MaxConcurrency), options.MaxConcurrency, options.MaxConcurrency is >= 0 and <= 1000, "a number from 0 to 1000");
        Check(nameof(options.MaxAttempts), options.MaxAttempts, options.MaxAttempts >= 1, "at least 1");
        CheckTime(nameof(options.HandlerTimeout), options.HandlerTimeout, TimeSpan.FromHours(24), "24 hours");
        CheckTime(nameof(options.MinRetryDelay), options.MinRetryDelay, s_longest, LongestText);
        CheckTime(nameof(options.PollingInterval), options.PollingInterval, TimeSpan.FromHours(1), "1 hour");
        CheckTime(nameof(options.DeadRetention), options.DeadRetention, s_longest, LongestText);
        CheckTime(nameof(options.KeyRetention), options.KeyRetention, s_longest, LongestText);
        Check(
            nameof(options.MaxRetryDelay),
            options.MaxRetryDelay,
            options.MaxRetryDelay >= options.MinRetryDelay && options.MaxRetryDelay <= s_longest,
            $"at least {nameof(options.MinRetryDelay)}, and at most {LongestText}");
        return result.Build();

        void CheckTime(string property, TimeSpan value, TimeSpan longest, string longestText) =>
            Check(property, value, value > TimeSpan.Zero && value <= longest, $"more than zero and at most {longestText}");

        void Check(string property, object value, bool isValid, string range)
        {
            if (!isValid)
            {
                result.AddError(InboxMistakes.OptionsInvalid(webhook, property, value, range));
            }
        }
    }
}
