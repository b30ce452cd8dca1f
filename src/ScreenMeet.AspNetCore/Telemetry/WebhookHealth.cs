using System.Collections.Concurrent;

namespace ScreenMeet.AspNetCore;

// What has become of the requests to one webhook since the application started. Its size depends only on the number of reasons.
internal sealed class WebhookHealth
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(5);

    private readonly HealthTally _accepted = new();
    private readonly ConcurrentDictionary<string, HealthTally> _refused = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KeyStatus, HealthTally> _keys = new();

    // Those of _keys that strangers cannot have caused.
    private readonly ConcurrentDictionary<KeyStatus, HealthTally> _failures = new();

    // Accepted, or refused although only ScreenMeet can have sent them.
    private readonly HealthTally _genuine = new();
    private readonly HealthTally _slow = new();

    public void Add(ScreenMeetDeliveryOutcome outcome, DateTimeOffset now)
    {
        var tally = outcome.Reason is null ? _accepted : _refused.GetOrAdd(outcome.Reason, static _ => new());
        tally.Add(now);
        Keys(outcome.KeyStatus).Add(now);
        if (outcome.IsKnownUrl)
        {
            Failures(outcome.KeyStatus).Add(now);
        }

        if (outcome.IsGenuine)
        {
            _genuine.Add(now);
        }

        if (outcome.KeyLookupDuration >= SigningKeySource.SlowLookup)
        {
            _slow.Add(now);
        }
    }

    // Each count has its name, and a time beside it if it is not zero.
    public IEnumerable<(string Name, HealthTally Tally)> Tallies =>
    [
        ("accepted", _accepted),
        .. _refused.OrderBy(static refused => refused.Key, StringComparer.Ordinal).Select(static refused => ($"refused.{refused.Key}", refused.Value)),
        ("key_missing", Keys(KeyStatus.Missing)),
        ("key_unusable", Keys(KeyStatus.Unusable)),
        ("key_provider_failed", Keys(KeyStatus.ProviderFailed)),
        ("key_provider_slow", _slow),
    ];

    public long Refused => _refused.Values.Sum(static tally => tally.Count);

    public IEnumerable<HealthRemark> FindRemarks(DateTimeOffset now) => [.. FindKeyRemarks(now), .. FindRequestRemarks(now)];

    // A stranger's request can bring a failure to light. It is not the cause if the URL is one that had a key before, or if the route
    // leaves no choice of a tenant. A provider may return no key for a host that it does not know, so that needs a key from before. As
    // long as other requests get their keys, the failure is that of one tenant.
    private IEnumerable<HealthRemark> FindKeyRemarks(DateTimeOffset now)
    {
        var isAvailable = IsRecent(Keys(KeyStatus.Available));
        var which = isAvailable ? "some requests" : "every request";
        if (IsRecent(Keys(KeyStatus.ProviderFailed)))
        {
            yield return new($"The key provider failed for {which} of the last 5 minutes. The log has the exception.", IsFailure(KeyStatus.ProviderFailed));
        }

        if (IsRecent(Keys(KeyStatus.Unusable)))
        {
            yield return new($"The key for {which} of the last 5 minutes cannot be used. The log says why.", IsFailure(KeyStatus.Unusable));
        }

        if (IsRecent(Keys(KeyStatus.Missing)) && !isAvailable)
        {
            yield return new(
                "There was no key for any request of the last 5 minutes. Either the key provider has none, or strangers name tenants that do not exist.",
                IsFailure(KeyStatus.Missing) && _genuine.Last is not null);
        }

        if (IsRecent(_slow))
        {
            yield return new("The key provider took 5 seconds or longer for some requests of the last 5 minutes.");
        }

        bool IsRecent(HealthTally tally) => tally.HasAnyWithin(s_window, now);

        bool IsFailure(KeyStatus status) => !isAvailable && IsRecent(Failures(status));
    }

    // As long as genuine deliveries arrive, forged requests say nothing.
    private IEnumerable<HealthRemark> FindRequestRemarks(DateTimeOffset now)
    {
        if (IsRefusedRecently(Refusal.BodyRewritten))
        {
            yield return new("Something in front of the application, such as a proxy, writes the JSON of bodies again, so their signatures do not match. It must pass bodies on unchanged.");
        }

        if (IsRefusedRecently(Refusal.BodyUnreadable))
        {
            yield return new("A genuine delivery of the last 5 minutes was not a JSON array of at most 10,000 events. ScreenMeet may have changed its format.");
        }

        if (_genuine.Last is not null && !IsRecent(_genuine) && IsRefusedRecently(Refusal.SignatureMismatch))
        {
            yield return new(
                "No signature of the last 5 minutes matched, although deliveries were accepted before. If the signing key was reset in the ScreenMeet console, set the new one. "
                + "If it was not, either the requests are forged, or something in front of the application changes their bodies.");
        }

        bool IsRecent(HealthTally tally) => tally.HasAnyWithin(s_window, now);

        bool IsRefusedRecently(Refusal refusal) => _refused.TryGetValue(refusal.Reason, out var tally) && IsRecent(tally);
    }

    private HealthTally Keys(KeyStatus status) => _keys.GetOrAdd(status, static _ => new());

    private HealthTally Failures(KeyStatus status) => _failures.GetOrAdd(status, static _ => new());
}
