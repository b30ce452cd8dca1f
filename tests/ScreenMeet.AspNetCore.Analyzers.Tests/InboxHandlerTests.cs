namespace ScreenMeet.AspNetCore.Analyzers.Tests;

public sealed class InboxHandlerTests
{
    [Theory]
    [InlineData("await using var transaction = await database.Database.{|SM0055:BeginTransactionAsync|}(cancellationToken);")]
    [InlineData("using var transaction = database.Database.{|SM0055:BeginTransaction|}();")]
    [InlineData("using var transaction = database.Database.{|SM0055:BeginTransaction|}(System.Data.IsolationLevel.Serializable);")]
    [InlineData("database.Database.{|SM0055:UseTransaction|}(null);")]
    [InlineData("using var transaction = database.Database.GetDbConnection().{|SM0055:BeginTransaction|}();")]
    [InlineData("using var scope = {|SM0055:new System.Transactions.TransactionScope()|};")]
    [InlineData("using System.Transactions.TransactionScope scope = {|SM0055:new(System.Transactions.TransactionScopeAsyncFlowOption.Enabled)|};")]
    [InlineData("Action action = () => database.Database.{|SM0055:BeginTransaction|}(); action();")]
    [InlineData("await database.SaveChangesAsync(cancellationToken);")]
    [InlineData("_ = database.Database.CurrentTransaction; BeginTransaction(); void BeginTransaction() { }")]
    public Task A_transaction_of_its_own_is_reported(string statements) => ReportsAsync(statements);

    [Theory]
    [InlineData("try { await database.SaveChangesAsync(cancellationToken); } {|SM0056:catch|} (Exception) { }")]
    [InlineData("try { await database.SaveChangesAsync(cancellationToken); } {|SM0056:catch|} { Console.WriteLine(); }")]
    [InlineData("try { database.SaveChanges(); } {|SM0056:catch|} (Exception exception) { Console.WriteLine(exception); }")]
    [InlineData("try { if (context.Index == 0) { database.SaveChanges(); } } catch (OperationCanceledException) { } {|SM0056:catch|} (Exception) { }")]
    [InlineData("try { await database.SaveChangesAsync(cancellationToken); } catch (Exception exception) { Console.WriteLine(exception); throw; }")]
    [InlineData("try { await database.SaveChangesAsync(cancellationToken); } catch (Exception exception) { throw new InvalidOperationException(\"\", exception); }")]
    [InlineData("try { await database.SaveChangesAsync(cancellationToken); } catch (InvalidOperationException) { }")]
    [InlineData("try { await database.SaveChangesAsync(cancellationToken); } catch (Exception exception) when (exception is InvalidOperationException) { }")]
    [InlineData("try { await database.SaveChangesAsync(cancellationToken); } finally { Console.WriteLine(); }")]
    [InlineData("try { Console.WriteLine(); } catch (Exception) { } await database.SaveChangesAsync(cancellationToken);")]
    public Task A_swallowed_failure_is_reported(string statements) => ReportsAsync(statements);

    [Fact]
    public Task Other_classes_are_silent() => Analyzed.ReportsAsync<InboxHandlerAnalyzer>(
        Handler("using var transaction = database.Database.BeginTransaction();").Replace(" : IScreenMeetEventHandler", "", StringComparison.Ordinal) + Inbox);

    [Fact]
    public Task Handlers_without_an_inbox_are_silent() => Analyzed.ReportsAsync<InboxHandlerAnalyzer>(
        Handler("using var transaction = database.Database.BeginTransaction();"));

    internal const string Inbox = """

        namespace ScreenMeet.AspNetCore
        {
            public sealed class ScreenMeetInboxOptions;
        }
        """;

    private static Task ReportsAsync(string statements) => Analyzed.ReportsAsync<InboxHandlerAnalyzer>(Handler(statements) + Inbox);

    // With as much of EF Core as the rule looks at.
    internal static string Handler(string statements) => $$"""
        {{Sources.Usings}}
        using Microsoft.EntityFrameworkCore;
        using Microsoft.EntityFrameworkCore.Infrastructure;

        public sealed class Handler(Database database, ILogger<Handler> logger) : IScreenMeetEventHandler
        {
            public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
            {
                await Task.Yield();
                logger.LogDebug("Handling.");
                {{statements}}
            }
        }

        public sealed class Database : DbContext;

        namespace Microsoft.EntityFrameworkCore
        {
            public class DbContext
            {
                public DatabaseFacade Database => new();
                public int SaveChanges() => 0;
                public Task<int> SaveChangesAsync(CancellationToken cancellationToken) => Task.FromResult(0);
            }

            public static class RelationalDatabaseFacadeExtensions
            {
                public static IDbContextTransaction BeginTransaction(this DatabaseFacade database, System.Data.IsolationLevel level) => null!;
                public static void UseTransaction(this DatabaseFacade database, System.Data.Common.DbTransaction? transaction) { }
                public static System.Data.Common.DbConnection GetDbConnection(this DatabaseFacade database) => null!;
            }

            public interface IDbContextTransaction : IDisposable, IAsyncDisposable
            {
                Task CommitAsync(CancellationToken cancellationToken);
            }
        }

        namespace Microsoft.EntityFrameworkCore.Infrastructure
        {
            public class DatabaseFacade
            {
                public object? CurrentTransaction => null;
                public IDbContextTransaction BeginTransaction() => null!;
                public Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken) => null!;
            }
        }
        """;
}
