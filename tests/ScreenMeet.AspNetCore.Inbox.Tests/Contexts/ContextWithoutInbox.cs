using Microsoft.EntityFrameworkCore;
using ScreenMeet.InboxHarness;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Its model does not have the inbox.
public sealed class ContextWithoutInbox(DbContextOptions<ContextWithoutInbox> options) : DbContext(options)
{
    public DbSet<Effect> Effects => Set<Effect>();
}
