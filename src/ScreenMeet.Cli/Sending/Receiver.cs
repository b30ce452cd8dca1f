using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace ScreenMeet.Cli;

// The other side: takes a delivery and answers.
internal sealed class Receiver : IDisposable
{
    private const int MostAttempts = 5;
    private const int ShownBytes = 2048;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    private readonly Uri _url;
    private readonly HttpClient _client;
    private readonly TimeSpan _timeout;
    private readonly bool _retries;

    public Receiver(Uri url, int connections, TimeSpan timeout, bool retries)
    {
        _url = url;
        _timeout = timeout;
        _retries = retries;

        // A redirect is an answer that ScreenMeet would see. It could lead to another machine too.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !url.IsLoopback, MaxConnectionsPerServer = connections };
        if (url.IsLoopback)
        {
            // The development certificate is often not trusted, and nothing can listen in on the way.
#pragma warning disable CA5359 // On this machine alone.
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true };
#pragma warning restore CA5359
        }

        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("screenmeet-cli");
    }

    public async Task<Answer> PostAsync(PlannedDelivery planned, CancellationToken cancellationToken)
    {
        var pause = s_firstPause;
        for (var attempt = 1; ; attempt++)
        {
            var (answer, retryAfter) = await TryPostAsync(planned, attempt, cancellationToken);
            if (!_retries || attempt == MostAttempts || answer.Status is not (null or 408 or 429 or >= 500))
            {
                return answer;
            }

            await Task.Delay(retryAfter is { } asked && asked < s_longestPause ? asked : pause, cancellationToken);
            pause *= 2;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<(Answer Answer, TimeSpan? RetryAfter)> TryPostAsync(PlannedDelivery planned, int attempt, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_timeout);
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var request = planned.Delivery.ToRequest(_url.AbsoluteUri);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var body = await ReadBeginningAsync(response, timeout.Token);
            var answer = new Answer(planned, (int)response.StatusCode, Stopwatch.GetElapsedTime(start), body + Location(response), attempt);
            return (answer, response.Headers.RetryAfter?.Delta);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (NoAnswer($"The receiver did not answer within {_timeout.TotalSeconds:0.###} seconds."), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (NoAnswer(ReasonOf(exception)), null);
        }

        Answer NoAnswer(string reason) => new(planned, Status: null, Stopwatch.GetElapsedTime(start), reason, attempt);
    }

    private static string Location(HttpResponseMessage response) =>
        response.Headers.Location is { } location ? $"(redirects to {location.OriginalString})" : "";

    private static string ReasonOf(Exception exception) => exception switch
    {
        { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "Nothing listens at this address and port.",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound } } => "There is no host with this name.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => $"TLS failed: {exception.InnerException?.Message ?? exception.Message}",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "The receiver closed the connection without an answer.",
        _ => exception.InnerException?.Message ?? exception.Message,
    };

    private static async Task<string> ReadBeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[ShownBytes];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }
}
