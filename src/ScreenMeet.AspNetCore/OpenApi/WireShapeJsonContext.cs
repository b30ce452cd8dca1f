using System.Text.Json.Serialization;

namespace ScreenMeet.AspNetCore;

// Lets applications without reflection create OpenAPI documents.
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WireShape.ScreenMeetEvent[]))]
internal sealed partial class WireShapeJsonContext : JsonSerializerContext;
