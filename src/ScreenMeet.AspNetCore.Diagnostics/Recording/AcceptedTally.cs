namespace ScreenMeet.AspNetCore.Diagnostics;

// How many deliveries of a webhook were accepted, and the last of them.
internal sealed record AcceptedTally(long Count, AcceptedDelivery Last);
