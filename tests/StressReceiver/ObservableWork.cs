using ScreenMeet.Webhooks;

namespace StressReceiver;

// Leaves a mark when it begins and another at its very end, which it reaches some time after the file "go" is there.
public sealed class ObservableWork(IConfiguration configuration)
{
    public async Task DoAsync(ScreenMeetEvent screenMeetEvent)
    {
        Mark($"{screenMeetEvent.SessionId}.begun");
        do
        {
            await Task.Delay(20);
        }
        while (!File.Exists(InFolder("go")));

        Mark($"{screenMeetEvent.SessionId}.ended");
    }

    private void Mark(string name) => File.WriteAllText(InFolder(name), "");

    private string InFolder(string name) => Path.Combine(configuration["Folder"]!, name);
}
