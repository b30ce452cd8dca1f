namespace ScreenMeet.TestHarness;

public enum PropertyKind
{
    Text,
    Number,
    Time,
    Flag,
    Flags,
    Map,
    Part,
}
