using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.RegularExpressions;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests.Readme;

// The tables of instruments, tags and activities in the package's README list what there is, and nothing else.
public sealed partial class TelemetryReferenceTests
{
    private const string Direct = "/direct";
    private const string Own = "the request's own";

    private const string InstrumentRow = @"^\| `[\w.]+` \| [\w -]+ \| `[\w{}]+` \| [^|]+ \|";

    private static readonly string s_section = SectionIn(Repository.Read("src/ScreenMeet.AspNetCore/README.md"));

    [Fact]
    public async Task Each_instrument_is_listed_with_its_kind_its_unit_and_its_tags()
    {
        var instruments = new ConcurrentDictionary<Instrument, ConcurrentDictionary<string, bool>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "ScreenMeet.AspNetCore")
                {
                    instruments.TryAdd(instrument, []);
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        await using var receiver = await StartAsync();

        await SendAllAsync(receiver, static request => request);
        listener.RecordObservableInstruments();

        var factory = receiver.Services.GetRequiredService<IMeterFactory>();
        var rows = instruments.Where(pair => ReferenceEquals(pair.Key.Meter.Scope, factory))
            .Select(static pair => $"| `{pair.Key.Name}` | {KindOf(pair.Key)} | `{pair.Key.Unit}` | {List(pair.Value.Keys)} |");
        Assert.Equal(Rows(InstrumentRow).Order(), rows.Order());

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                instruments[instrument][tag.Key] = true;
            }
        }
    }

    [Fact]
    public async Task Each_activity_is_listed_with_its_tags()
    {
        var tags = new Dictionary<string, HashSet<string>> { [Own] = [] };
        await using var receiver = await StartAsync();
        using var trace = new RecordedTrace();

        var sent = await SendAllAsync(receiver, trace.Add);
        await Poll.UntilAsync(() => trace.Activities.Count(static activity => activity.Source.Name == RecordedTrace.OfRequests) == sent, "the ends of the requests");

        foreach (var activity in trace.Activities)
        {
            var name = activity.Source.Name == RecordedTrace.OfRequests ? Own : $"`{activity.OperationName}`";
            tags.TryAdd(name, []);
            tags[name].UnionWith(activity.TagObjects.Select(static tag => tag.Key).Where(tag => name != Own || tag.StartsWith("screenmeet.", StringComparison.Ordinal)));
        }

        Assert.Equal(Rows(@"^\| (the request's own|`handle [\w.]+`) \| [^|]+ \|").Order(), tags.Select(static pair => $"| {pair.Key} | {List(pair.Value)} |").Order());
    }

    [Fact]
    public void Each_tag_of_an_instrument_is_explained()
    {
        var used = Rows(InstrumentRow).SelectMany(static row => Tag.Matches(row.Split('|')[4]), static (_, match) => match.Value).Distinct();

        Assert.Equal(used.Order(), Rows(@"^\| `[a-z_.]+` \| (?![\w -]+ \| `)").Select(static row => Tag.Match(row).Value).Order());
    }

    [Fact]
    public void Each_alert_is_listed()
    {
        var alerts = Regex.Matches(Repository.Read("src/ScreenMeet.AspNetCore/operations/screenmeet.rules.yml"), @"- alert: (\w+)").Select(static match => match.Groups[1].Value);

        Assert.Equal(alerts, Rows(@"^\| `ScreenMeet\w+` \|").Select(static row => Tag.Match(row).Value));
    }

    private static string SectionIn(string readme)
    {
        var start = readme.IndexOf("\n## Metrics and traces\n", StringComparison.Ordinal);
        return readme[start..readme.IndexOf("\n## It does not start\n", start, StringComparison.Ordinal)];
    }

    private static IEnumerable<string> Rows(string pattern) => Regex.Matches(s_section, pattern, RegexOptions.Multiline).Select(static match => match.Value);

    private static string KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> => "counter",
        ObservableUpDownCounter<long> => "up-down counter",
        Histogram<long> or Histogram<double> => "histogram",
        _ => instrument.GetType().Name,
    };

    // In the order in which the README lists them.
    private static string List(IEnumerable<string> tags)
    {
        string[] order =
        [
            "screenmeet.webhook.name", "screenmeet.webhook.result", "screenmeet.webhook.key", "screenmeet.event.type", "screenmeet.event.index",
            "screenmeet.delivery.event.count", "screenmeet.delivery.fingerprint", "error.type",
        ];
        return string.Join(", ", tags.OrderBy(tag => Array.IndexOf(order, tag)).Select(static tag => $"`{tag}`"));
    }

    private static Task<Receiver> StartAsync() => Receiver.StartAsync(
        services: static builder => builder.Services.AddSingleton<Keys>().AddScreenMeetWebhooks().AddSigningKeyProvider<Keys>().AddHandler<FailingHandler>("audio-muted"),
        pipeline: static app =>
        {
            app.UseExceptionHandler(static failed => failed.Run(static _ => Task.CompletedTask));
            app.UseRouting();
            app.UseScreenMeetWebhooks();
            app.MapScreenMeetWebhook(Direct);
        });

    // Returns how many requests it has sent.
    private static async Task<int> SendAllAsync(Receiver receiver, Func<HttpRequestMessage, HttpRequestMessage> prepare)
    {
        using var failed = await receiver.SendAsync(prepare(Signed.Delivery(Direct)));
        using var accepted = await receiver.SendAsync(prepare(Signed.Delivery(Direct, """[{"type":"room-entered"}]""")));
        receiver.Services.GetRequiredService<Keys>().Fail = true;
        using var refused = await receiver.SendAsync(prepare(Signed.Delivery(Direct)));

        HttpResponseMessage[] responses = [failed, accepted, refused];
        Assert.Equal([HttpStatusCode.InternalServerError, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], responses.Select(static response => response.StatusCode));
        return responses.Length;
    }

    [GeneratedRegex("(?<=`)[a-zA-Z_.]+(?=`)")]
    private static partial Regex Tag { get; }

    private sealed class Keys : IScreenMeetSigningKeyProvider
    {
        public bool Fail { get; set; }

        public ValueTask<ScreenMeetSigningKeys> GetSigningKeysAsync(HttpContext context, string webhookName, CancellationToken cancellationToken) =>
            Fail ? throw new TimeoutException("The vault does not answer.") : new(new ScreenMeetSigningKeys(Signed.Key));
    }

    private sealed class FailingHandler : IScreenMeetEventHandler
    {
        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) =>
            throw new NotSupportedException("The handler fails.");
    }
}
