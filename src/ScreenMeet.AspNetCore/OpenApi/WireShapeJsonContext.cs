using System.Text.Json.Serialization;

namespace ScreenMeet.AspNetCore;

// For the OpenAPI documents of applications without reflection.
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WireShape.ScreenMeetEvent[]))]
internal sealed partial class WireShapeJsonContext : JsonSerializerContext;
