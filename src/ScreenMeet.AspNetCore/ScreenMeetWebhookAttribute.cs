using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// Marks an action as the receiver of a ScreenMeet webhook: it runs only for deliveries whose signature is valid, and
/// takes their events as a parameter of type <c>ScreenMeetEvent[]</c>, one of the list interfaces or <see cref="ScreenMeetDelivery"/>.
/// </summary>
/// <param name="name">The webhook's name, as <c>AddScreenMeetWebhooks</c> was given it.</param>
/// <remarks>
/// The signature stands for the sign-in: authorization policies and antiforgery filters of the application let the
/// action pass. Routes and methods come from the usual attributes beside it.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScreenMeetWebhookAttribute(string name) : Attribute, IAllowAnonymous, IOutputCachePolicy, IFilterFactory, IOrderedFilter
{
    // What a ScreenMeetDelivery parameter says by itself: any other mark of the endpoint comes before it.
    internal static readonly ScreenMeetWebhookAttribute Inferred = new();

    /// <summary>Marks an action as the receiver of the unnamed webhook.</summary>
    public ScreenMeetWebhookAttribute()
        : this(Options.DefaultName)
    {
    }

    /// <summary>The webhook's name: empty for the unnamed one.</summary>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    internal static ScreenMeetWebhookAttribute? InForceOn(Endpoint? endpoint) =>
        InForceAmong(endpoint?.Metadata.GetOrderedMetadata<ScreenMeetWebhookAttribute>() ?? []);

    // Of an action that the guard is on. Without endpoint routing, or when another endpoint's request runs it, what the endpoint
    // says is not about this action.
    internal static ScreenMeetWebhookAttribute InForceOn(HttpContext context, ActionDescriptor action) =>
        (ReferenceEquals(context.GetEndpoint()?.Metadata.GetMetadata<ActionDescriptor>(), action)
            ? InForceOn(context.GetEndpoint())
            : InForceAmong([.. action.FilterDescriptors.Select(static descriptor => descriptor.Filter).OfType<ScreenMeetWebhookAttribute>()]))
        ?? Inferred;

    // The last one, as with all metadata, but what a parameter says by itself comes last whatever its place.
    internal static ScreenMeetWebhookAttribute? InForceAmong(IReadOnlyList<ScreenMeetWebhookAttribute> marks)
    {
        for (var i = marks.Count - 1; i >= 0; i--)
        {
            if (!ReferenceEquals(marks[i], Inferred))
            {
                return marks[i];
            }
        }

        return marks.Count > 0 ? Inferred : null;
    }

    internal static IEnumerable<ScreenMeetWebhookAttribute> ExplicitOn(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<ScreenMeetWebhookAttribute>().Where(static webhook => !ReferenceEquals(webhook, Inferred));

    bool IFilterFactory.IsReusable => true;

    // An output cache would answer a second delivery, and a forged one, in the application's place.
    ValueTask IOutputCachePolicy.CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        (context.EnableOutputCaching, context.AllowCacheLookup, context.AllowCacheStorage) = (false, false, false);
        return default;
    }

    ValueTask IOutputCachePolicy.ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    ValueTask IOutputCachePolicy.ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    // Before every other resource filter of the application.
    int IOrderedFilter.Order => int.MinValue;

    // The guard, even where AddScreenMeetWebhooks was not called.
    IFilterMetadata IFilterFactory.CreateInstance(IServiceProvider serviceProvider) => WebhookGuard.Instance;
}
