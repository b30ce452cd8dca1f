using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests;

internal static class StressedReceiver
{
    // In a process of its own, built as a reference of these tests.
    public static Task<RunningSample> StartAsync(params string[] arguments) =>
        RunningSample.StartBinaryAsync(AppContext.BaseDirectory, "StressReceiver", ["--ScreenMeet:SigningKey", Signed.Key, "--Logging:LogLevel:ScreenMeet", "None", .. arguments]);

    public static void RequireLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "This needs Linux: its signals and its /proc.");
}
