namespace ScreenMeet.TestHarness;

public enum Server
{
    TestServer,
    Kestrel,

    // HTTP/2 without TLS.
    KestrelHttp2,
}
