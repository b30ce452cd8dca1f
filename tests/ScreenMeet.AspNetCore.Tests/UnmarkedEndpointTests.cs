using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ScreenMeet.AspNetCore.Tests.Harness;

namespace ScreenMeet.AspNetCore.Tests;

public sealed class UnmarkedEndpointTests
{
    private static readonly Endpoint s_unmarked = new(null, new EndpointMetadataCollection(new HttpMethodMetadata(["POST"])), "unmarked");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_to_an_unmarked_endpoint_costs_no_allocation_and_no_state_machine(bool hasEndpoint)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddScreenMeetWebhooks(webhook => webhook.SigningKey = Signed.Key)
            .Services.BuildServiceProvider();
        var answer = new TaskCompletionSource().Task;
        var app = new ApplicationBuilder(services);
        app.UseScreenMeetWebhooks();
        app.Run(_ => answer);
        var pipeline = app.Build();
        var context = new DefaultHttpContext();
        context.SetEndpoint(hasEndpoint ? s_unmarked : null);
        _ = pipeline(context);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var isTheAnswerItself = true;
        for (var i = 0; i < 1000; i++)
        {
            isTheAnswerItself &= ReferenceEquals(answer, pipeline(context));
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(isTheAnswerItself);
    }
}
