namespace ScreenMeet.Webhooks;

// Where a value stands in the bytes of an object. One of no length is missing.
internal readonly record struct JsonSlice(int Start, int Length);
