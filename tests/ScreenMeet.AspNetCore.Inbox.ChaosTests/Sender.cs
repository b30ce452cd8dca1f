using System.Net;
using ScreenMeet.InboxHarness;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// Delivers the events of a few sessions, mixed, each session's in their order, and goes on only after a 200. It often sends the same events
// to both nodes at the same moment, cuts deliveries differently when it sends them again, and now and then sends old events once more.
internal sealed class Sender(int number, Random random, IReadOnlyList<Node> nodes, HttpClient client, Backlog backlog, ChaosCounts counts)
{
    private const int SessionsAtOnce = 3;

    private readonly List<Session> _current = [];

    // All sessions of this sender.
    public List<Session> Sessions { get; } = [];

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            if (!backlog.IsHigh)
            {
                Renew();
                await DeliverAsync(stopping);
            }

            await Task.Delay(random.Next(120), CancellationToken.None);
        }
    }

    private void Renew()
    {
        _current.RemoveAll(static session => session.IsComplete);
        while (_current.Count < SessionsAtOnce)
        {
            // Only one event of a run ends its process, because that costs many restarts.
            var session = new Session($"{Events.Name(number)}x{Sessions.Count}", random, endsTheProcess: number == 0 && Sessions.Count == 0);
            Sessions.Add(session);
            _current.Add(session);
        }
    }

    // Until a node acknowledges it.
    private async Task DeliverAsync(CancellationToken stopping)
    {
        var isAcknowledged = false;
        while (!isAcknowledged && !stopping.IsCancellationRequested)
        {
            var cut = Cut();
            var first = nodes[random.Next(nodes.Count)];
            var other = nodes.First(node => node != first);
            isAcknowledged = random.Next(10) switch
            {
                < 6 => await SendAsync(first, cut),
                < 8 => await SendToBothAsync(SendAsync(first, cut), SendAsync(other, cut)),
                _ => await SendToBothAsync(SendAsync(first, cut), SendAsync(other, Cut())),
            };
            if (!isAcknowledged)
            {
                await Task.Delay(random.Next(50, 150), CancellationToken.None);
            }
        }
    }

    private static async Task<bool> SendToBothAsync(Task<bool> one, Task<bool> other)
    {
        await Task.WhenAll(one, other);
        return await one || await other;
    }

    // The next events of the current sessions, often after some that are acknowledged already.
    private List<Part> Cut()
    {
        var parts = new List<Part>();
        foreach (var session in _current)
        {
            var back = random.Next(5) < 2 ? random.Next(8) : 0;
            parts.Add(new(session, Math.Max(0, session.Acknowledged - back), Math.Min(Session.Length, session.Acknowledged + random.Next(1, 5))));
        }

        if (random.Next(10) == 0)
        {
            var old = Sessions[random.Next(Sessions.Count)];
            if (!_current.Contains(old))
            {
                var start = random.Next(old.Acknowledged);
                parts.Add(new(old, start, random.Next(start, old.Acknowledged + 1)));
            }
        }

        return parts;
    }

    private async Task<bool> SendAsync(Node node, List<Part> cut)
    {
        if (node.Address is not { } address)
        {
            return false;
        }

        using var request = Signed.Delivery("/webhooks/screenmeet", Events.Delivery(Mix(cut)));
        request.RequestUri = new(address, request.RequestUri!);
        try
        {
            using var response = await client.SendAsync(request, CancellationToken.None);
            counts.Answered(response.StatusCode);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return false;
            }

            cut.ForEach(static part => part.Session.Acknowledge(part.End));
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            counts.NotAnswered();
            return false;
        }
    }

    // One event of each session in turn.
    private static IEnumerable<string> Mix(List<Part> cut) =>
        Enumerable.Range(0, cut.Max(static part => part.End - part.Start))
            .SelectMany(offset => cut.Where(part => part.Start + offset < part.End).Select(part => part.Session.EventOf(part.Start + offset)));

    private sealed record Part(Session Session, int Start, int End);
}
