namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Configures one ScreenMeet webhook that <c>AddScreenMeetWebhooks</c> registered.</summary>
public interface IScreenMeetWebhooksBuilder
{
    /// <summary>The services of the application.</summary>
    IServiceCollection Services { get; }

    /// <summary>The webhook's name: empty for the unnamed one.</summary>
    string Name { get; }
}
