using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace ScreenMeet.AspNetCore.Inbox.ChaosTests;

// How many events wait to be handled. Senders pause while they are many, so that a slow machine has a run of the same kind.
internal sealed class Backlog(NodeDatabase database)
{
    private const int High = 400;

    private volatile int _count;

    public bool IsHigh => _count > High;

    public async Task WatchAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                _count = await CountAsync();
            }
            catch (Exception exception) when (exception is DbException || exception.InnerException is DbException)
            {
                // The database is being restarted.
            }

            await Task.Delay(250, CancellationToken.None);
        }
    }

    public async Task<int> CountAsync()
    {
        await using var context = database.CreateContext();
        return await context.Set<ScreenMeetInboxEvent>().CountAsync(TestContext.Current.CancellationToken);
    }
}
