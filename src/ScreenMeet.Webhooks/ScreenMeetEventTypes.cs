namespace ScreenMeet.Webhooks;

/// <summary>
/// The values of <see cref="ScreenMeetEvent.Type"/> that ScreenMeet documents for its Live platform and mobile SDKs.
/// Expect other values too, because the list is not complete and applications can send custom types. Source: ScreenMeet, "Session Events for Mobile".
/// </summary>
public static class ScreenMeetEventTypes
{
    /// <summary><c>audio-muted</c></summary>
    public const string AudioMuted = "audio-muted";

    /// <summary><c>audio-resumed</c></summary>
    public const string AudioResumed = "audio-resumed";

    /// <summary><c>audio-stream-stopped</c></summary>
    public const string AudioStreamStopped = "audio-stream-stopped";

    /// <summary><c>camera-access-error</c></summary>
    public const string CameraAccessError = "camera-access-error";

    /// <summary><c>camera-access-requested</c></summary>
    public const string CameraAccessRequested = "camera-access-requested";

    /// <summary><c>camera-access-succeeded</c></summary>
    public const string CameraAccessSucceeded = "camera-access-succeeded";

    /// <summary><c>cobrowse-access-error</c></summary>
    public const string CobrowseAccessError = "cobrowse-access-error";

    /// <summary><c>cobrowse-access-requested</c></summary>
    public const string CobrowseAccessRequested = "cobrowse-access-requested";

    /// <summary><c>cobrowse-access-succeeded</c></summary>
    public const string CobrowseAccessSucceeded = "cobrowse-access-succeeded";

    /// <summary><c>microphone-access-error</c></summary>
    public const string MicrophoneAccessError = "microphone-access-error";

    /// <summary><c>microphone-access-requested</c></summary>
    public const string MicrophoneAccessRequested = "microphone-access-requested";

    /// <summary><c>microphone-access-succeeded</c></summary>
    public const string MicrophoneAccessSucceeded = "microphone-access-succeeded";

    /// <summary><c>room-entered</c></summary>
    public const string RoomEntered = "room-entered";

    /// <summary><c>room-entry-requested</c></summary>
    public const string RoomEntryRequested = "room-entry-requested";

    /// <summary><c>video-stream-stopped</c></summary>
    public const string VideoStreamStopped = "video-stream-stopped";
}
