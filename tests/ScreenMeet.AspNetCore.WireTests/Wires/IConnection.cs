namespace ScreenMeet.AspNetCore.WireTests.Wires;

internal interface IConnection : IDisposable
{
    // Posts a good delivery and gives its answer.
    Task<Answer> DeliverAsync(string json);

    // Waits until the server has ended the connection. What it sends before that is an error.
    Task AssertEndsAsync();
}
