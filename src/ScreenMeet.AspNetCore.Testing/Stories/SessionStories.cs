using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Testing;

// What happens in each kind of session. A change here changes the bytes of a story, and so needs a new major version.
internal static class SessionStories
{
    private static readonly string[] s_files = ["printer-log.txt", "Fehlerprotokoll März.zip", "screenshot (3).png"];
    private static readonly string[] s_chats = ["Thanks, that's it! ☂", "Einen Moment bitte…", "Is it <b>always</b> like this?"];
    private static readonly string[] s_pages = ["Checkout step 2 / payment", "cart.updated", "FORM_ERROR: iban"];
    private static readonly string[] s_taps = ["screen.home", "tap: Pay now", "api.timeout", "retry", "keyboard-shown", "LOW_MEMORY"];

    private static readonly int[] s_clockErrors = [0, -125, -3];

    public static void Support(StoryScript script)
    {
        Create(script, script.Cast.Settings, new()
        {
            { "hostAuthToken", script.Random.Id(32) },
            { "hostUrl", $"https://support.example.com/host/{script.Random.Id(24)}" },
        });
        script.Wait(8, 40);
        script.Happens(script.Random.Chance(0.5) ? "used-session-code" : "used-pin", "The end user entered the code.");
        script.Wait(2, 9);
        script.Join();
        script.Happens("participant-joined", $"{script.Cast.Guest} joined.", new() { { "device", script.Random.Chance(0.5) ? script.Cast.Phone : script.Cast.Browser } });
        script.Wait(5, 40);
        script.Happens("remote-control-requested", $"{script.Cast.Agent} asked for remote control.");
        script.Wait(2, 15);
        script.Happens("remote-control-granted", $"{script.Cast.Guest} granted remote control.");
        script.Wait(20, 200);
        var file = new StoryProperties { { "fileName", script.Random.Pick(s_files) }, { "fileSize", $"{script.Random.Between(900, 9_000_000)}" } };
        script.Happens("file-transfer-started", "A file is on its way to the agent.", file);
        script.Wait(1, 8);
        script.Happens("file-transfer-completed", "The file has arrived.", file);
        script.Wait(3, 60);
        script.Happens("chat-message", script.Random.Pick(s_chats), new() { { "from", script.Cast.Guest } });
        script.Wait(5, 90);
        script.Happens("change-capturer", "");
        script.Wait(5, 300);
        script.Happens("remote-control-ended", $"{script.Cast.Agent} gave up remote control.");
        script.Wait(2, 30);
        Close(script, "The agent ended the session.");
    }

    public static void Cobrowse(StoryScript script)
    {
        Create(script, script.Cast.Settings);
        script.Wait(3, 20);
        script.Join();
        script.Happens("participant-joined", $"{script.Cast.Guest} joined.", new() { { "device", script.Cast.Browser } });
        script.Wait(1, 5);
        script.Happens(ScreenMeetEventTypes.CobrowseAccessRequested, $"{script.Cast.Agent} asked to see the page.");
        script.Wait(2, 20);
        if (script.Random.Chance(0.3))
        {
            script.Happens(ScreenMeetEventTypes.CobrowseAccessError, "The end user did not answer.");
            script.Wait(5, 20);
            script.Happens(ScreenMeetEventTypes.CobrowseAccessRequested, $"{script.Cast.Agent} asked to see the page.");
            script.Wait(2, 9);
        }

        script.Happens(ScreenMeetEventTypes.CobrowseAccessSucceeded, "The page is shared.");
        for (var i = script.Random.Between(2, 4); i > 0; i--)
        {
            script.Wait(4, 50);
            script.Happens(script.Random.Pick(s_pages), "", new() { { "source", "app" } });
        }

        script.Wait(2, 60);
        Close(script, "The end user left.");
    }

    public static void Live(StoryScript script)
    {
        script.UseLongId();
        Create(script, script.Cast.LiveSettings);
        script.Wait(5, 60);
        script.Happens(ScreenMeetEventTypes.RoomEntryRequested, $"{script.Cast.Guest} is waiting.", new() { { "device", script.Cast.Browser } });
        script.Wait(2, 15);
        script.Join();
        script.Happens(ScreenMeetEventTypes.RoomEntered, $"{script.Cast.Agent} entered the room.", new() { { "participant", script.Cast.Agent } });
        script.Wait(1, 9);
        script.Happens(ScreenMeetEventTypes.RoomEntered, $"{script.Cast.Guest} entered the room.", new() { { "participant", script.Cast.Guest } });
        script.Wait(1, 4);
        script.Happens(ScreenMeetEventTypes.MicrophoneAccessRequested, "");
        script.Wait(1, 4);
        script.Happens(ScreenMeetEventTypes.MicrophoneAccessSucceeded, "");
        script.Wait(1, 4);
        script.Happens(ScreenMeetEventTypes.CameraAccessRequested, "");
        script.Wait(1, 6);
        script.Happens(
            script.Random.Chance(0.3) ? ScreenMeetEventTypes.CameraAccessError : ScreenMeetEventTypes.CameraAccessSucceeded,
            script.Random.Chance(0.5) ? "" : "NotAllowedError or a new device");
        script.Wait(30, 300);
        script.Happens(ScreenMeetEventTypes.AudioMuted, $"{script.Cast.Guest} muted.");
        script.Wait(5, 60);
        script.Happens(ScreenMeetEventTypes.AudioResumed, $"{script.Cast.Guest} is back.");
        script.Wait(30, 300);
        script.Happens(ScreenMeetEventTypes.VideoStreamStopped, "The connection dropped.", new() { { "participant", script.Cast.Guest } });
        script.Happens(ScreenMeetEventTypes.AudioStreamStopped, "The connection dropped.", new() { { "participant", script.Cast.Guest } });
        script.Wait(20, 90);
        Close(script, "The agent ended the call.");
    }

    public static void Unused(StoryScript script)
    {
        Create(script, script.Cast.Settings);
        script.Wait(4 * 3600, 5 * 3600);
        Close(script, "Nobody joined.");
    }

    public static void Scheduled(StoryScript script)
    {
        script.Status = ScreenMeetSessionStatuses.Scheduled;
        script.Happens("session-scheduled", $"{script.Cast.Agent} scheduled a session.", new()
        {
            { "user", script.Cast.User },
            { "scheduledFor", script.Cast.Start.AddDays(1) },
            { "crmSyncTarget", script.Cast.CrmSyncTarget },
        });
        script.Deliver();
        script.Wait(24 * 3600, (24 * 3600) + 300);
        script.Status = ScreenMeetSessionStatuses.New;
        Create(script, script.Cast.Settings);
        script.Wait(10, 200);
        script.Join();
        script.Happens("participant-joined", $"{script.Cast.Guest} joined.", new() { { "device", script.Cast.Phone } });
        script.Wait(60, 900);
        Close(script, "The agent ended the session.");
    }

    public static void Burst(StoryScript script)
    {
        Create(script, script.Cast.Settings);
        script.Wait(5, 30);
        script.Join();
        script.Happens("participant-joined", $"{script.Cast.Guest} joined.", new() { { "device", script.Cast.Phone } });
        script.Wait(200, 900);
        Close(script, "The end user is gone.");
        script.Deliver();
        script.Wait(60, 1200);
        var clockError = TimeSpan.FromMinutes(script.Random.Pick(s_clockErrors));
        for (var i = script.Random.Between(9, 14); i > 0; i--)
        {
            script.HappenedWhileOffline(script.Random.Pick(s_taps), script.Random.Chance(0.3) ? "(buffered)" : "", script.Random.Between(20, 190), clockError);
        }

        script.Deliver();
    }

    private static void Create(StoryScript script, StoryProperties settings, StoryProperties? more = null)
    {
        var properties = new StoryProperties
        {
            { "user", script.Cast.User },
            { "settings", settings },
            { "createdByAgentSession", script.Cast.AgentSession },
        };
        properties.AddWhere(script.Random.Chance(0.7), "crmSyncTarget", script.Cast.CrmSyncTarget);
        properties.AddAll(more);
        script.Happens("session-created", $"{script.Cast.Agent} created a session.", properties);
    }

    private static void Close(StoryScript script, string message)
    {
        script.Status = ScreenMeetSessionStatuses.Closed;
        script.Happens("session-closed", message, new() { { "stats", script.Cast.Stats } });
    }
}
