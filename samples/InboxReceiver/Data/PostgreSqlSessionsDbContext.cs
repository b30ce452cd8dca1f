using Microsoft.EntityFrameworkCore;

namespace InboxReceiver.Data;

// Each provider has migrations of its own, which belong to a context type.
public sealed class PostgreSqlSessionsDbContext(DbContextOptions<PostgreSqlSessionsDbContext> options) : SessionsDbContext(options);
