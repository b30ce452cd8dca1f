using Microsoft.EntityFrameworkCore.Storage;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Existing;

// SQLite's provider has no EnableRetryOnFailure. This retries whatever fails.
public sealed class RetryingStrategy(ExecutionStrategyDependencies dependencies) : ExecutionStrategy(dependencies, maxRetryCount: 3, maxRetryDelay: TimeSpan.FromMilliseconds(50))
{
    protected override bool ShouldRetryOn(Exception exception) => true;
}
