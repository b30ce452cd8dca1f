using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.WireTests.Harness;

internal interface IConnection : IDisposable
{
    // Posts a good delivery and gives its answer.
    Task<RawAnswer> DeliverAsync(string json);

    // Sends no more.
    void Finish();

    // Breaks off.
    void Reset();

    // Waits until the server has ended the connection. What it sends before that is an error.
    Task AssertEndsAsync();

    // The client goes away in one of the two ways.
    static void Leave(IConnection connection, bool reset)
    {
        if (reset)
        {
            connection.Reset();
        }
        else
        {
            connection.Finish();
        }
    }
}
