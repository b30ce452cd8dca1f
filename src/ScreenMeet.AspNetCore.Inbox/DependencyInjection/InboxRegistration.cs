namespace ScreenMeet.AspNetCore;

// One call of AddInbox<TContext>().
internal sealed record InboxRegistration(string WebhookName, Type ContextType);
