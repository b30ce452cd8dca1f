namespace ScreenMeet.AspNetCore;

// One name that AddScreenMeetWebhooks was called with.
internal sealed record WebhookRegistration(string Name);
