using System.Collections.Frozen;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

// The types of custom events are free text, of which there can be any number, so they do not become tags.
internal static class DocumentedEventTypes
{
    private const string Other = "_OTHER";

    private static readonly FrozenSet<string> s_types = FrozenSet.Create(
        StringComparer.Ordinal,
        ScreenMeetEventTypes.AudioMuted,
        ScreenMeetEventTypes.AudioResumed,
        ScreenMeetEventTypes.AudioStreamStopped,
        ScreenMeetEventTypes.CameraAccessError,
        ScreenMeetEventTypes.CameraAccessRequested,
        ScreenMeetEventTypes.CameraAccessSucceeded,
        ScreenMeetEventTypes.CobrowseAccessError,
        ScreenMeetEventTypes.CobrowseAccessRequested,
        ScreenMeetEventTypes.CobrowseAccessSucceeded,
        ScreenMeetEventTypes.MicrophoneAccessError,
        ScreenMeetEventTypes.MicrophoneAccessRequested,
        ScreenMeetEventTypes.MicrophoneAccessSucceeded,
        ScreenMeetEventTypes.RoomEntered,
        ScreenMeetEventTypes.RoomEntryRequested,
        ScreenMeetEventTypes.VideoStreamStopped);

    public static string Bound(string? eventType) => eventType is not null && s_types.Contains(eventType) ? eventType : Other;
}
