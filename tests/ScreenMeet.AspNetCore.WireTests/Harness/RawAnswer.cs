using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests.Harness;

// What came back: a status ("200"), or what HTTP/2 has instead of one ("RST 8", "GOAWAY 1"). An answer of HTTP/2 has no head.
internal sealed record RawAnswer(string Outcome, string Head = "", string Body = "");
