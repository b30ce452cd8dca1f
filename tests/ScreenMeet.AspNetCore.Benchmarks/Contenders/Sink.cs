namespace ScreenMeet.AspNetCore.Benchmarks;

// Where handlers leave what they read, so that no reading is optimized away.
internal static class Sink
{
    public static long Value { get; set; }
}
