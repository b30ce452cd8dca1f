using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// What is called back on a timer's or the server's thread has nobody above it: an exception there ends the process.
public sealed class TimerTests
{
    private static readonly TimeSpan s_bodyTimeout = TimeSpan.FromSeconds(15);

    // Past every time that a body is given, wherever it is read.
    private static readonly TimeSpan s_longerThanAnyBody = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, Func<Exception>> s_faults = new()
    {
        ["IOException"] = () => new IOException("The client reset the request stream."),
        ["ConnectionAbortedException"] = () => new ConnectionAbortedException("The connection was aborted."),
        ["ConnectionResetException"] = () => new ConnectionResetException("The connection was reset."),
        ["TaskCanceledException"] = () => new TaskCanceledException("The request was aborted."),
        ["OperationCanceledException"] = () => new OperationCanceledException("The request was aborted."),
        ["ObjectDisposedException"] = () => new ObjectDisposedException("The request is over."),
        ["InvalidOperationException"] = () => new InvalidOperationException("Reading is not allowed after the reader was completed."),
    };

    public static TheoryData<string, string> FaultsAndEnds => [.. from fault in s_faults.Keys from end in new[] { "throws", "cancelled" } select (fault, end)];

    public static TheoryData<string> Faults => [.. s_faults.Keys];

    [Theory]
    [MemberData(nameof(FaultsAndEnds))]
    public async Task A_server_that_does_not_let_a_read_be_cancelled_does_not_throw_on_the_timer(string fault, string end)
    {
        var body = new HangingBody(s_faults[fault]);
        var time = new FakeTimeProvider();
        await using var application = await RecordingApplication.StartAsync(time, context => context.Features.Set<IRequestBodyPipeFeature>(body));
        var request = application.Send();
        await body.Reading;

        // The timer starts when the read waits, which is a moment after the reader knows.
        await Poll.UntilAsync(
            () =>
            {
                time.Advance(s_bodyTimeout);
                return body.Cancellations == 1;
            },
            "the time-out");
        if (end == "throws")
        {
            body.Fail();
        }
        else
        {
            body.End(new ReadResult(default, isCanceled: true, isCompleted: false));
        }

        await application.AssertRefusedAsync(request);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_buffered_body_whose_read_does_not_let_itself_be_cancelled_does_not_throw_on_the_timer(string fault)
    {
        var body = new HangingStream(s_faults[fault]);
        var time = new FakeTimeProvider();
        await using var application = await RecordingApplication.StartAsync(time, context => context.Request.Body = body);
        var request = application.Send();
        await body.Reading;

        time.Advance(s_longerThanAnyBody);

        body.Fail();
        await application.AssertRefusedAsync(request);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_connection_that_cannot_be_ended_does_not_throw_on_the_timer(string fault)
    {
        var body = new HangingStream(s_faults[fault]);
        using var lifetime = new StubbornLifetime(s_faults[fault]);
        var time = new FakeTimeProvider();
        await using var application = await RecordingApplication.StartAsync(time, context =>
        {
            // As on Kestrel with HTTP/1.1, where the server itself ends a read of a buffered body.
            context.Features.Set<IHttpMinRequestBodyDataRateFeature>(new DataRate());
            context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
            context.Request.Body = body;
        });
        var request = application.Send();
        await body.Reading;

        time.Advance(s_longerThanAnyBody);

        lifetime.Abortable = true;
        body.Fail();
        await application.AssertRefusedAsync(request);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_client_that_goes_away_does_not_make_a_callback_throw(string fault)
    {
        var body = new HangingBody(s_faults[fault]);
        using var lifetime = new StubbornLifetime(s_faults[fault]);
        var time = new FakeTimeProvider();
        await using var application = await RecordingApplication.StartAsync(time, context =>
        {
            context.Features.Set<IRequestBodyPipeFeature>(body);
            context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        });
        var request = application.Send();
        await body.Reading;

        lifetime.Cancel();
        time.Advance(s_longerThanAnyBody);

        lifetime.Abortable = true;
        body.Fail();
        await application.AssertRefusedAsync(request);
    }

    [Fact]
    public async Task A_timer_that_fires_after_the_request_touches_nothing_of_it()
    {
        var body = new HangingBody(s_faults["ObjectDisposedException"]);
        var time = new FakeTimeProvider();
        await using var application = await RecordingApplication.StartAsync(time, context => context.Features.Set<IRequestBodyPipeFeature>(body));
        var request = application.Send();
        await body.Reading;
        body.End(new ReadResult(new(Encoding.UTF8.GetBytes(Signed.Json)), isCanceled: false, isCompleted: true));
        using var response = await request;

        time.Advance(s_longerThanAnyBody);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, body.Cancellations);
    }

    [Theory]
    [InlineData(Signed.Key, HttpStatusCode.OK)]
    [InlineData(Signed.PreviousKey, HttpStatusCode.Unauthorized)]
    public async Task What_runs_when_the_response_starts_or_ends_does_not_throw_when_the_request_is_gone(string key, HttpStatusCode expected)
    {
        HttpContext? received = null;
        KeptCallbacks? callbacks = null;
        await using var receiver = await Receiver.StartAsync(pipeline: app =>
        {
            app.Use((context, next) =>
            {
                received = context;
                callbacks = new KeptCallbacks(context.Features.GetRequiredFeature<IHttpResponseFeature>());
                context.Features.Set<IHttpResponseFeature>(callbacks);
                return next(context);
            });
            app.UseScreenMeetWebhooks();
            EntryPoints.Map(app);
        });
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, key, expected);
        await Poll.UntilAsync(() => Record.Exception(() => received!.Features) is ObjectDisposedException, "the end of the request");

        // MVC and the framework have callbacks of their own.
        var ours = callbacks!.All.Where(callback => callback.Run.Method.Module.Assembly == typeof(ScreenMeetDelivery).Assembly).ToArray();
        Assert.True(expected != HttpStatusCode.OK || ours.Length > 0, "An accepted delivery is forgotten at the end.");
        foreach (var (run, state) in ours)
        {
            await run(state);
        }
    }

    [Theory]
    [InlineData(false, "SigningKey", "")]
    [InlineData(false, "SigningKey", "your-signing-key")]
    [InlineData(false, "BodyTimeout", "quickly")]
    [InlineData(false, "MaxBodySize", "0")]
    [InlineData(false, "MaxBodySize", null)]
    [InlineData(true, "SigningKey", "")]
    [InlineData(true, "SigningKey", "your-signing-key")]
    [InlineData(true, "BodyTimeout", "quickly")]
    [InlineData(true, "MaxBodySize", "0")]
    [InlineData(true, "MaxBodySize", null)]
    public async Task An_invalid_reload_does_not_throw_at_whoever_reloads(bool perTenant, string name, string? value)
    {
        var validation = new ThrowingValidation();
        var cache = new TenantCache();
        await using var receiver = await Receiver.StartAsync(services: builder =>
        {
            builder.Configuration["ScreenMeet:SigningKey"] = Signed.Key;
            builder.Services.AddScreenMeetWebhooks(builder.Configuration.GetSection("ScreenMeet")).AddHandler<EntryPointHandler>();
            builder.Services.AddSingleton<IValidateOptions<ScreenMeetWebhookOptions>>(validation);
            if (perTenant)
            {
                builder.Services.AddSingleton<IOptionsMonitorCache<ScreenMeetWebhookOptions>>(cache);
            }
        });
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.Key, HttpStatusCode.OK);
        var configuration = receiver.Services.GetRequiredService<IConfiguration>();

        // Without a value, a validation of the application's own throws. A file is watched on a thread without a tenant, or
        // with one that has had no request yet.
        validation.Throws = value is null;
        configuration[$"ScreenMeet:{name}"] = value;
        foreach (var tenant in new[] { null, "red", "blue" })
        {
            cache.Tenant = tenant;
            ((IConfigurationRoot)configuration).Reload();
        }

        validation.Throws = false;
        configuration[$"ScreenMeet:{name}"] = name switch { "SigningKey" => Signed.Key, "BodyTimeout" => "00:00:10", _ => "5000" };
        ((IConfigurationRoot)configuration).Reload();
        cache.Tenant = null;
        ((IConfigurationRoot)configuration).Reload();
        await receiver.AssertAnswerAsync(EntryPoints.ApiController, Signed.Key, HttpStatusCode.OK);
    }

    // Kestrel reads each request of a connection with the same reader: a cancellation that comes late would hit the next one.
    [Fact]
    public async Task A_body_that_ends_just_at_its_time_out_does_not_cost_the_connections_next_delivery()
    {
        const int Senders = 200;
        var bodyTimeout = TimeSpan.FromSeconds(1);
        var body = Encoding.UTF8.GetBytes(Signed.Json);
        var outcomes = new ConcurrentBag<(string First, string Next)>();
        await using var receiver = await Receiver.StartAsync(Server.Kestrel, webhook => (webhook.SigningKey, webhook.BodyTimeout) = (Signed.Key, bodyTimeout));

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async sender =>
        {
            // One after the other, so that they do not wait for each other when they have to be on time.
            await Task.Delay(bodyTimeout / Senders * sender, TestContext.Current.CancellationToken);
            for (var round = 0; round < 3; round++)
            {
                using var connection = await RawConnection.OpenAsync(receiver.Address);
                await connection.SendHeadAsync(EntryPoints.MinimalApi, body, $"Content-Length: {body.Length}");
                await connection.SendAsync(Signed.Json[..^1]);

                // Between 1.5 ms before and 1 ms after. Nearly all have begun to wait by then.
                await Task.Delay(bodyTimeout - TimeSpan.FromMilliseconds(2), TestContext.Current.CancellationToken);
                SpinFor(TimeSpan.FromMilliseconds(((sender % 6) + (round / 3.0)) * 0.5));
                outcomes.Add(await FinishAsync(connection));
            }
        }));

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", outcomes.CountBy(outcome => outcome)));
        Assert.All(outcomes, outcome => Assert.Contains(outcome, new[] { ("HTTP/1.1 200", "HTTP/1.1 200"), ("HTTP/1.1 408", "closed"), ("closed", "closed") }));
        Assert.Contains(outcomes, outcome => outcome.First == "HTTP/1.1 408");
        receiver.AssertNoErrors();

        async Task<(string First, string Next)> FinishAsync(RawConnection connection)
        {
            try
            {
                await connection.SendAsync(Signed.Json[^1..]);
            }
            catch (IOException)
            {
                // Refused and closed already: the answer may have come before.
            }

            var first = await ReadStatusAsync(connection);
            if (first != "HTTP/1.1 200")
            {
                return (first, "closed");
            }

            // In two parts, so that the server waits for the second one.
            await connection.SendHeadAsync(EntryPoints.MinimalApi, body, $"Content-Length: {body.Length}");
            await connection.SendAsync(Signed.Json[..10]);
            await Task.Delay(2, TestContext.Current.CancellationToken);
            await connection.SendAsync(Signed.Json[10..]);
            return (first, await ReadStatusAsync(connection));
        }

        static async Task<string> ReadStatusAsync(RawConnection connection)
        {
            try
            {
                return await connection.ReadResponseAsync() is { Length: > 12 } response ? response[..12] : "closed";
            }
            catch (IOException)
            {
                return "closed";
            }
        }

        static void SpinFor(TimeSpan time)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            while (clock.Elapsed < time)
            {
                Thread.Yield();
            }
        }
    }

    // An application in front of which a middleware changes the request, and which remembers how requests ended.
    private sealed class RecordingApplication : IAsyncDisposable
    {
        private readonly Receiver _receiver;
        private readonly ConcurrentQueue<(int Status, Exception? Exception)> _ends;

        private RecordingApplication(Receiver receiver, ConcurrentQueue<(int Status, Exception? Exception)> ends) => (_receiver, _ends) = (receiver, ends);

        public static async Task<RecordingApplication> StartAsync(TimeProvider time, Action<HttpContext> change)
        {
            var ends = new ConcurrentQueue<(int Status, Exception? Exception)>();
            var receiver = await Receiver.StartAsync(
                options: webhook => (webhook.SigningKey, webhook.BodyTimeout) = (Signed.Key, s_bodyTimeout),
                services: builder => builder.Services.AddSingleton(time),
                pipeline: app =>
                {
                    app.Use(async (context, next) =>
                    {
                        change(context);
                        var exception = await Record.ExceptionAsync(() => next(context));
                        ends.Enqueue((context.Response.StatusCode, exception));
                    });
                    app.UseScreenMeetWebhooks();
                    EntryPoints.Map(app);
                });
            return new RecordingApplication(receiver, ends);
        }

        public Task<HttpResponseMessage> Send() => _receiver.SendAsync(Signed.Delivery(EntryPoints.ApiController));

        // To whoever has gone away, nothing is answered.
        public async Task AssertRefusedAsync(Task<HttpResponseMessage> request)
        {
            await Poll.UntilAsync(() => !_ends.IsEmpty, "the end of the request");
            var (status, exception) = Assert.Single(_ends);
            Assert.Null(exception);
            Assert.Contains(status, new[] { StatusCodes.Status400BadRequest, StatusCodes.Status408RequestTimeout });
            Assert.Empty(_receiver.ReceivedEvents.Batches);
            _receiver.AssertNoErrors();
            await Record.ExceptionAsync(() => request);
        }

        public ValueTask DisposeAsync() => _receiver.DisposeAsync();
    }

    // Waits for the body, and cannot be cancelled any more: Kestrel's reader once its request is aborted.
    private sealed class HangingBody(Func<Exception> fault) : PipeReader, IRequestBodyPipeFeature
    {
        private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<ReadResult> _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _cancellations;

        public PipeReader Reader => this;

        public Task Reading => _reading.Task;

        public int Cancellations => Volatile.Read(ref _cancellations);

        public void End(ReadResult result) => _read.SetResult(result);

        public void Fail() => _read.SetException(fault());

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            _reading.TrySetResult();
            return new(_read.Task);
        }

        public override void CancelPendingRead()
        {
            Interlocked.Increment(ref _cancellations);
            throw fault();
        }

        public override bool TryRead(out ReadResult result)
        {
            result = default;
            return false;
        }

        public override void AdvanceTo(SequencePosition consumed)
        {
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }

    // A body that a middleware has buffered, of which more has to come.
    private sealed class HangingStream(Func<Exception> fault) : MemoryStream
    {
        private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<int> _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reading => _reading.Task;

        public void Fail() => _read.TrySetException(new IOException("The client has gone away."));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var registration = cancellationToken.UnsafeRegister(_ => throw fault(), null);
            _reading.TrySetResult();
            return await _read.Task;
        }
    }

    private sealed class StubbornLifetime(Func<Exception> fault) : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public CancellationToken RequestAborted
        {
            get => _source.Token;
            set => throw new NotSupportedException();
        }

        public bool Abortable { get; set; }

        public void Cancel() => _source.Cancel();

        public void Dispose() => _source.Dispose();

        public void Abort()
        {
            if (!Abortable)
            {
                throw fault();
            }
        }
    }

    private sealed class DataRate : IHttpMinRequestBodyDataRateFeature
    {
        public MinDataRate? MinDataRate { get; set; }
    }

    private sealed class KeptCallbacks(IHttpResponseFeature inner) : IHttpResponseFeature
    {
        public List<(Func<object, Task> Run, object State)> All { get; } = [];

        public int StatusCode { get => inner.StatusCode; set => inner.StatusCode = value; }

        public string? ReasonPhrase { get => inner.ReasonPhrase; set => inner.ReasonPhrase = value; }

        public IHeaderDictionary Headers { get => inner.Headers; set => inner.Headers = value; }

        [Obsolete("As in the interface.")]
        public Stream Body { get => inner.Body; set => inner.Body = value; }

        public bool HasStarted => inner.HasStarted;

        public void OnStarting(Func<object, Task> callback, object state) => All.Add((callback, state));

        public void OnCompleted(Func<object, Task> callback, object state) => All.Add((callback, state));
    }

    private sealed class ThrowingValidation : IValidateOptions<ScreenMeetWebhookOptions>
    {
        public bool Throws { get; set; }

        public ValidateOptionsResult Validate(string? name, ScreenMeetWebhookOptions options) =>
            Throws ? throw new InvalidOperationException("The vault cannot be reached.") : ValidateOptionsResult.Success;
    }

    // The options of the tenant that is served now.
    private sealed class TenantCache : IOptionsMonitorCache<ScreenMeetWebhookOptions>
    {
        private readonly AsyncLocal<string?> _tenant = new();
        private readonly ConcurrentDictionary<(string? Tenant, string Name), ScreenMeetWebhookOptions> _options = [];

        public string? Tenant { get => _tenant.Value; set => _tenant.Value = value; }

        public ScreenMeetWebhookOptions GetOrAdd(string? name, Func<ScreenMeetWebhookOptions> createOptions) =>
            _options.GetOrAdd((Tenant, name ?? ""), _ => createOptions());

        public bool TryAdd(string? name, ScreenMeetWebhookOptions options) => _options.TryAdd((Tenant, name ?? ""), options);

        public bool TryRemove(string? name) => _options.TryRemove((Tenant, name ?? ""), out _);

        public void Clear() => _options.Clear();
    }
}
