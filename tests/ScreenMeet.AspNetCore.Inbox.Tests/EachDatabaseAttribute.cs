using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Runs a test on each database.
public sealed class EachDatabaseAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow(DatabaseKind.Sqlite), new TheoryDataRow(DatabaseKind.PostgreSql)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
