using Microsoft.Extensions.Configuration;

namespace ScreenMeet.AspNetCore;

// One call of AddScreenMeetWebhooks, with configuration or with a delegate.
internal sealed record WebhookRegistration(string Name, IConfiguration? Configuration);
