namespace ScreenMeet.AspNetCore;

// A sentence of the health check. Only what the operator can see to is a failure, everything else is at most degraded.
internal readonly record struct HealthRemark(string Text, bool IsFailure = false);
