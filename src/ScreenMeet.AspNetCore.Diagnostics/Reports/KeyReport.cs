namespace ScreenMeet.AspNetCore.Diagnostics;

// Where a webhook's keys come from, and the fingerprints of those in its options.
internal sealed record KeyReport(bool IsFromProvider, string? Current, string? Previous, bool IsReloadRefused);
