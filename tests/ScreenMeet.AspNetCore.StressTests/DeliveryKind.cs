namespace ScreenMeet.AspNetCore.StressTests;

// What there is to say about a delivery before it is sent.
internal enum DeliveryKind
{
    // Signed with a key that stays valid until the answer is there.
    Current,
    Previous,
    Empty,

    // Signed with the previous key, which may be retired meanwhile.
    Doubtful,

    // Too large for one of the two limits that the configuration switches between.
    Between,

    // Signed with a key that was valid once, or never.
    Retired,
    Unknown,

    Malformed,
    TooLarge,
    Unreadable,
}
