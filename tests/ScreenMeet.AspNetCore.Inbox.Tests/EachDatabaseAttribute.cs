using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Runs a test on each database. With SCREENMEET_PGBOUNCER=1, all tests that use PostgreSQL reach it through PgBouncer.
public sealed class EachDatabaseAttribute : DataAttribute
{
    // Whether the test also runs through PgBouncer.
    public bool PgBouncer { get; set; }

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        DatabaseKind[] kinds = PgBouncer ? [DatabaseKind.Sqlite, DatabaseKind.PostgreSql, DatabaseKind.PgBouncer] : [DatabaseKind.Sqlite, DatabaseKind.PostgreSql];
        return new([.. kinds.Select(static kind => new TheoryDataRow(kind))]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
