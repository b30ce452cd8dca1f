using System.Text.Json.Serialization;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore;

[JsonSerializable(typeof(ScreenMeetEvent))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
