namespace ScreenMeet.AspNetCore.StressTests.Attacks;

public enum Protocol
{
    Http1,
    Http2,
    Http1Tls,
    Http2Tls,
}
