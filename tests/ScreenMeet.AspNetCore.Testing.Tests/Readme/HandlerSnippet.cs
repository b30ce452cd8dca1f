using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Testing.Tests.Readme;

public sealed class HandlerSnippet
{
    [Fact]
    public async Task An_event_that_arrives_twice_is_counted_once()
    {
        var handler = new RoomCounter();
        var entered = ScreenMeetTestEvent.Create(ScreenMeetEventTypes.RoomEntered, new { id = "fBjiPO", seconds = 12 });

        await handler.HandleAsync(entered, new ScreenMeetEventContext(), CancellationToken.None);
        await handler.HandleAsync(entered, new ScreenMeetEventContext { Attempt = 2 }, CancellationToken.None);

        Assert.Equal(1, handler.Entered);
    }

    [Fact]
    public void A_delivery_handler_gets_a_delivery_of_the_story()
    {
        const string key = "whsk_9d40f7c36be1825a";

        var story = ScreenMeetStory.Live(seed: 7).WithOtherCuts().WithDuplicates(0.2).WithLateDeliveries(0.1);
        var delivery = ScreenMeetDelivery.FromVerifiedBody(ScreenMeetTestDelivery.Create(key, story.Deliveries[0]).Body.Span);

        Assert.Equal(story.SessionId, delivery[0].SessionId);
    }

    private sealed class RoomCounter : IScreenMeetEventHandler
    {
        private readonly HashSet<string> _handled = [];

        public int Entered => _handled.Count;

        public ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken)
        {
            _handled.Add(screenMeetEvent.Fingerprint);
            return ValueTask.CompletedTask;
        }
    }
}
