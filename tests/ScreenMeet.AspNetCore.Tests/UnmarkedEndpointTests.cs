using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ScreenMeet.TestHarness;

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

    [Fact]
    public async Task An_unmarked_action_allocates_what_it_does_without_the_receiver()
    {
        Assert.Equal(await AllocatedByActionAsync(hasReceiver: false), await AllocatedByActionAsync(hasReceiver: true), tolerance: 1);
    }

    // Bytes for each request.
    private static async Task<double> AllocatedByActionAsync(bool hasReceiver)
    {
        const int Requests = 2000;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddControllers().ConfigureApplicationPartManager(static manager => Receiver.Choose(manager, [typeof(UnmarkedController)]));
        if (hasReceiver)
        {
            builder.Services.AddScreenMeetWebhooks(webhook => webhook.SigningKey = Signed.Key);
        }

        await using var services = builder.Build();
        IApplicationBuilder app = services;
        app.UseRouting();
        if (hasReceiver)
        {
            app.UseScreenMeetWebhooks();
        }

        app.UseEndpoints(endpoints => endpoints.MapControllers());
        var pipeline = app.Build();
        Send();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Send();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Requests;

        // Nothing of it waits, so all of it is on this thread.
        void Send()
        {
            for (var i = 0; i < Requests; i++)
            {
                var context = new DefaultHttpContext { RequestServices = services.Services };
                (context.Request.Method, context.Request.Path) = ("GET", "/unmarked");
                var answer = pipeline(context);
                Assert.True(answer.IsCompletedSuccessfully);
                Assert.Equal(StatusCodes.Status202Accepted, context.Response.StatusCode);
            }
        }
    }

    public sealed class UnmarkedController : ControllerBase
    {
        [HttpGet("/unmarked")]
        public IActionResult Get() => Accepted();
    }
}
