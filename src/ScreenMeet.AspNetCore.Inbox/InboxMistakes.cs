namespace ScreenMeet.AspNetCore;

// The mistakes of developers, as in the receiver, whose ids end at SM0099.
internal static class InboxMistakes
{
    public const string TransactionBegun =
        "SM0108: A handler of the inbox began a transaction of its own. Remove it: everything that the handler saves through its context is committed together with the event.";

    public const string TransactionEnded =
        "SM0109: A handler of the inbox ended the inbox's transaction. Do not commit it or roll it back: that happens when all handlers of the event have returned.";

    public const string HealthCheckWithoutInbox =
        "SM0116: The health check of the inbox was added, but no webhook has an inbox. Call AddInbox<TContext>() on the builder that AddScreenMeetWebhooks(…) returns.";

    public const string DrainWithoutInbox =
        "SM0118: DrainScreenMeetInboxAsync was called, but no webhook has an inbox. Call AddInbox<TContext>() on the builder that AddScreenMeetWebhooks(…) returns.";

    // Not a developer's mistake, but kept here with the others that a handler's attempt fails with.
    public const string ConnectionLost =
        "The database connection of the event's handlers was lost. What they did is undone, and the event is handled again. Let the exception out of the handler.";

    public const string EventGone =
        "The event is not in the inbox any more, so what its handlers did is rolled back.";

    public const string HandlerTooLate =
        "The handler went on after its time-out, so it cannot write any more. Let it end when its cancellation token is cancelled.";

    public const string WrittenOutside =
        "SM0117: A handler of the inbox wrote through the connection of its context, but not through Entity Framework Core. On SQLite, the transaction of an event begins with the first write through the context (SaveChanges, ExecuteUpdate, ExecuteSql …), and other writes are refused before that. Write through the context first.";

    public static string ContextMissing(string webhook, Type context) =>
        $"SM0101: AddInbox<{context.Name}>() of {WithinSentence(webhook)} needs the DbContext {context}, which is not registered. Call services.AddDbContext<{context.Name}>(…).";

    public static string ModelWithoutInbox(Type context) =>
        $"SM0102: The model of {context} does not have the tables of the inbox. Call modelBuilder.AddScreenMeetInbox() in OnModelCreating, and add a migration.";

    public static string ProviderUnsupported(Type context, string? provider) =>
        $"SM0103: The inbox does not support the database provider {provider ?? "(none)"} of {context}. Use SQLite or PostgreSQL (UseSqlite or UseNpgsql).";

    public static string HandlerMissing(string webhook) =>
        $"SM0104: {webhook} has an inbox, but no handler. Call AddHandler<T>() for it, or set MaxConcurrency = 0 in AddInbox if only other nodes handle its events.";

    public static string ForeignColumn(Type entity, string property) =>
        $"SM0105: The model adds the required property '{property}' to {entity.Name}, which the inbox cannot fill. Leave the entities of the inbox out of that convention, or make the property optional.";

    public static string ConnectionShared(Type context) =>
        $"SM0106: All instances of {context} share one database connection, but the inbox handles events at the same time. Pass a connection string to UseSqlite or UseNpgsql instead of a connection.";

    public static string InterceptorMissing(Type context) =>
        $"SM0107: The inbox needs its interceptors in {context}, so that everything a handler saves is in the transaction of its event. Register the context with AddDbContext, AddDbContextPool or AddDbContextFactory.";

    public static string SeveralInboxes(string webhook, Type first, Type second) =>
        $"SM0110: {webhook} has two inboxes, AddInbox<{first.Name}>() and AddInbox<{second.Name}>(). Call AddInbox only once for it.";

    public static string NameTooLong(string webhook) =>
        $"SM0111: The name of {WithinSentence(webhook)} is longer than 200 characters, which the inbox cannot store. Give it a shorter name.";

    public static string OptionsInvalid(string webhook, string property, object value, string range) =>
        $"SM0112: {property} of the inbox of {WithinSentence(webhook)} is {value}. Set it to {range}.";

    public static string InboxMissing(string webhook) =>
        $"SM0113: {webhook} has no inbox. Call AddInbox<TContext>() on the builder that AddScreenMeetWebhooks(…) returns for it.";

    public static string IdInSeveral(long id) =>
        $"SM0114: Several databases have a dead event with the id {id}. Resolve the IScreenMeetInbox of one webhook, with its name as the key ([FromKeyedServices(\"name\")]).";

    public static string ConvertedColumn(Type entity, string property) =>
        $"SM0115: The model converts the property '{property}' of {entity.Name}, but the inbox reads and writes it without the model. Call modelBuilder.AddScreenMeetInbox() after the code that does so.";

    public static string Webhook(string? name) => string.IsNullOrEmpty(name) ? "The ScreenMeet webhook" : $"The ScreenMeet webhook '{name}'";

    private static string WithinSentence(string webhook) => "the" + webhook["The".Length..];
}
