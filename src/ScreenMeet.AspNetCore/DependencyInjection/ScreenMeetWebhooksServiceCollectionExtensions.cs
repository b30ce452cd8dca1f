using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ScreenMeet.AspNetCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers ScreenMeet webhooks.</summary>
public static class ScreenMeetWebhooksServiceCollectionExtensions
{
    /// <summary>
    /// Registers the ScreenMeet webhook without configuration. Its signing key comes from <c>AddSigningKeyProvider</c> or from
    /// <c>services.Configure&lt;ScreenMeetWebhookOptions&gt;(…)</c>.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <returns>A builder for this webhook.</returns>
    /// <remarks>The application does not start if the options are not valid.</remarks>
    public static IScreenMeetWebhooksBuilder AddScreenMeetWebhooks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        return services.AddScreenMeetWebhook(new(Options.Options.DefaultName, null), static _ => { });
    }

    /// <summary>Registers the ScreenMeet webhook. Its options are read from configuration, and again whenever that reloads.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configuration">The section that holds <see cref="ScreenMeetWebhookOptions"/>: <c>GetSection("ScreenMeet")</c>, for example.</param>
    /// <returns>A builder for this webhook.</returns>
    /// <remarks>The application does not start if the options are not valid.</remarks>
    public static IScreenMeetWebhooksBuilder AddScreenMeetWebhooks(this IServiceCollection services, IConfiguration configuration) =>
        services.AddScreenMeetWebhooks(Options.Options.DefaultName, configuration);

    /// <summary>Registers one of several ScreenMeet webhooks. Its options are read from configuration, and again whenever that reloads.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The webhook's name, compared exactly. <c>[ScreenMeetWebhook("name")]</c> selects it.</param>
    /// <param name="configuration">The section that holds <see cref="ScreenMeetWebhookOptions"/>: <c>GetSection("ScreenMeet:Emea")</c>, for example.</param>
    /// <returns>A builder for this webhook.</returns>
    /// <remarks>The application does not start if the options are not valid.</remarks>
    public static IScreenMeetWebhooksBuilder AddScreenMeetWebhooks(this IServiceCollection services, string name, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configuration);

        return services.AddScreenMeetWebhook(new(name, configuration), options => options.Bind(configuration));
    }

    /// <summary>Registers the ScreenMeet webhook.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Sets the options, at least the signing key.</param>
    /// <returns>A builder for this webhook.</returns>
    /// <remarks>The application does not start if the options are not valid.</remarks>
    public static IScreenMeetWebhooksBuilder AddScreenMeetWebhooks(this IServiceCollection services, Action<ScreenMeetWebhookOptions> configure) =>
        services.AddScreenMeetWebhooks(Options.Options.DefaultName, configure);

    /// <summary>Registers one of several ScreenMeet webhooks.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The webhook's name, compared exactly. <c>[ScreenMeetWebhook("name")]</c> selects it.</param>
    /// <param name="configure">Sets the options, at least the signing key.</param>
    /// <returns>A builder for this webhook.</returns>
    /// <remarks>The application does not start if the options are not valid.</remarks>
    public static IScreenMeetWebhooksBuilder AddScreenMeetWebhooks(this IServiceCollection services, string name, Action<ScreenMeetWebhookOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);

        return services.AddScreenMeetWebhook(new(name, Configuration: null), options => options.Configure(configure));
    }

    private static ScreenMeetWebhooksBuilder AddScreenMeetWebhook(
        this IServiceCollection services, WebhookRegistration registration, Action<OptionsBuilder<ScreenMeetWebhookOptions>> configure)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WebhookStates>();
        services.TryAddSingleton<WebhookMetrics>();
        services.TryAddSingleton<LogThrottles>();
        services.TryAddSingleton<PublishedKeys>();
        services.TryAddSingleton<WebhookOptionsSource>();
        services.TryAddSingleton(static provider => new ScreenMeetWebhookRegistry(provider));
        services.TryAddSingleton<SigningKeySource>();
        services.TryAddSingleton<DeliveryVerifier>();
        services.TryAddSingleton<DeliveryReceiver>();
        services.TryAddSingleton<ReceiveDelivery>(static provider => provider.GetRequiredService<DeliveryReceiver>().ReceiveAsync);
        services.TryAddSingleton(static provider => new ScreenMeetEventDispatcher(provider.GetServices<HandlerRegistration>()));
        services.TryAddSingleton<DispatchingDeliveryHandler>();

        // The first startup filter finishes last, so it sees the endpoints that other filters map.
        if (!services.Any(static service => service.ServiceType == typeof(WebhookStartupFilter)))
        {
            services.AddSingleton<WebhookStartupFilter>();
            services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(static provider => provider.GetRequiredService<WebhookStartupFilter>()));
        }

        services.TryAddSingleton<IOptionsFactory<ScreenMeetWebhookOptions>, WebhookOptionsFactory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ScreenMeetWebhookOptions>, WebhookOptionsRules>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<MvcOptions>, WebhookMvcOptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<AspNetCore.Http.Json.JsonOptions>, EventJsonOptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<JsonOptions>, EventJsonOptionsSetup>());

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IActionDescriptorProvider, WebhookActionDescriptorProvider>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPageApplicationModelProvider, WebhookPageModelProvider>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IApiDescriptionProvider, WebhookApiDescriptionProvider>());

        if (!services.Any(service => registration.Equals(service.ImplementationInstance)))
        {
            services.AddSingleton(registration);
        }

        configure(services.AddOptions<ScreenMeetWebhookOptions>(registration.Name).ValidateOnStart());
        return new(services, registration.Name);
    }
}
