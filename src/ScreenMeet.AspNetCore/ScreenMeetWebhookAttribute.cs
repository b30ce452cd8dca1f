using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// Marks an action as the receiver of a ScreenMeet webhook. The action runs only for deliveries whose signature is valid, and
/// takes their events as a parameter of type <c>ScreenMeetEvent[]</c>, one of the list interfaces or <see cref="ScreenMeetDelivery"/>.
/// </summary>
/// <param name="name">The webhook's name, as it was passed to <c>AddScreenMeetWebhooks</c>.</param>
/// <remarks>
/// The signature replaces authentication, so the application's authorization policies and antiforgery filters do not apply to
/// the action. Its routes and methods come from the usual attributes.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScreenMeetWebhookAttribute(string name) : Attribute, IAllowAnonymous, IOutputCachePolicy, IFilterFactory, IOrderedFilter
{
    // The mark that a ScreenMeetDelivery parameter implies. Any other mark of the endpoint takes precedence over it.
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

    // Returns the last mark, as with all metadata, but the inferred one only if there is no other.
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

    // An output cache would answer a repeated delivery, or a forged one, in place of the application.
    ValueTask IOutputCachePolicy.CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        (context.EnableOutputCaching, context.AllowCacheLookup, context.AllowCacheStorage) = (false, false, false);
        return default;
    }

    ValueTask IOutputCachePolicy.ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    ValueTask IOutputCachePolicy.ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => default;

    // Runs before every other resource filter of the application.
    int IOrderedFilter.Order => int.MinValue;

    // Creates the guard even if AddScreenMeetWebhooks was not called.
    IFilterMetadata IFilterFactory.CreateInstance(IServiceProvider serviceProvider) => new WebhookGuard(Name);
}
