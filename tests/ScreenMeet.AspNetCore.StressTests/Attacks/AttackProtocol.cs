namespace ScreenMeet.AspNetCore.StressTests.Attacks;

public enum AttackProtocol
{
    Http1,
    Http2,
    Http1Tls,
    Http2Tls,
}
