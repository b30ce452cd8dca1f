using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class BuilderWithoutFinallyTests
{
    [Fact]
    public async Task A_builder_that_cannot_be_guarded_is_named()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Receiver.StartAsync(pipeline: app => new ProxyBuilder().RequireScreenMeetSignature()));

        Assert.Equal(
            "SM0025: RequireScreenMeetSignature() cannot guard the endpoints of a ProxyBuilder, because that builder does not implement Finally. Map them in a guarded group: app.MapGroup(\"\").RequireScreenMeetSignature().",
            exception.Message);
    }

    // As the interface itself is, where a builder does not say otherwise.
    private sealed class ProxyBuilder : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention)
        {
        }
    }
}
