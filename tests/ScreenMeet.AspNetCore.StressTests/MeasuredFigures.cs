namespace ScreenMeet.AspNetCore.StressTests;

internal static class MeasuredFigures
{
    public static void Show(string text)
    {
        TestContext.Current.SendDiagnosticMessage(text);
        TestContext.Current.TestOutputHelper!.WriteLine(text);
    }
}
