using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

internal sealed class ScreenMeetWebhooksBuilder(IServiceCollection services, string name) : IScreenMeetWebhooksBuilder
{
    public IServiceCollection Services => services;

    public string Name => name;
}
