namespace ScreenMeet.AspNetCore.StressTests;

internal sealed class KeyUse(string key, bool isPrevious = false, Action? end = null) : IDisposable
{
    public string Key => key;

    public bool IsPrevious => isPrevious;

    public void Dispose() => end?.Invoke();
}
