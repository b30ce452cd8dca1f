using System.Text.Json;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests.Readme;

internal static class WithoutHttpSnippet
{
    public static ScreenMeetEvent[]? Read(ReadOnlySpan<byte> body, string? signature, string? algorithm, string signingKey)
    {
        var isGenuine = string.Equals(algorithm, ScreenMeetSignature.Algorithm, StringComparison.OrdinalIgnoreCase)
            && ScreenMeetSignature.Verify(body, signature, signingKey) == ScreenMeetSignatureResult.Valid;

        return isGenuine ? ScreenMeetEventParser.Parse(body) : null;
    }

    public static async Task SendAsync(Queue queue, ScreenMeetEvent screenMeetEvent)
    {
        await queue.SendAsync(screenMeetEvent.RawJson);
    }

    public static ScreenMeetEvent Receive(ReadOnlyMemory<byte> message)
    {
        var screenMeetEvent = ScreenMeetEventParser.ParseEvent(message.Span);
        return screenMeetEvent;
    }

    public static Job? SerializeAndBack(ScreenMeetEvent screenMeetEvent)
    {
        var json = JsonSerializer.Serialize(new Job("note", screenMeetEvent));
        var job = JsonSerializer.Deserialize<Job>(json);
        return job;
    }

    public sealed record Job(string Name, ScreenMeetEvent Event);

    public sealed class Queue
    {
        public List<ReadOnlyMemory<byte>> Messages { get; } = [];

        public Task SendAsync(ReadOnlyMemory<byte> message)
        {
            Messages.Add(message);
            return Task.CompletedTask;
        }
    }
}
