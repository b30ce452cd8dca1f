namespace ScreenMeet.AspNetCore.Diagnostics;

// What the observer, which does not see the request, was told during one.
internal sealed class ObservedRequest
{
    private static readonly AsyncLocal<ObservedRequest?> s_current = new();

    public static ObservedRequest? Current => s_current.Value;

    public AcceptedDelivery? Accepted { get; set; }

    public bool IsRefused { get; set; }

    // Lasts until the method that called this ends.
    public static ObservedRequest Begin() => s_current.Value = new();
}
