using System.Net;
using System.Net.ServerSentEvents;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// A page that listens.
internal sealed class LiveStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private LiveStream(HttpResponseMessage response, Stream content)
    {
        _response = response;
        _items = SseParser.Create(content).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    public HttpResponseMessage Response => _response;

    // Returns when the first item has arrived, so that the page is known to listen.
    public static async Task<LiveStream> OpenAsync(HttpClient client, string path = DiagnosedApp.Page + "/live")
    {
        var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var stream = new LiveStream(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("update", (await stream.ReadAsync())?.EventType);
        return stream;
    }

    // Returns null at the end of the stream.
    public async Task<SseItem<string>?> ReadAsync() =>
        await _items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken) ? _items.Current : null;

    public async Task ReadToEndAsync()
    {
        while (await ReadAsync() is not null)
        {
        }
    }

    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
