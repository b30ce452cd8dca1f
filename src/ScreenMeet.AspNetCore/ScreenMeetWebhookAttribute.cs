using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace ScreenMeet.AspNetCore;

/// <summary>
/// Marks an action as the receiver of a ScreenMeet webhook: it runs only for deliveries whose signature is valid, and
/// takes their events as a parameter of type <c>ScreenMeetEvent[]</c>, one of the list interfaces or <see cref="ScreenMeetDelivery"/>.
/// </summary>
/// <remarks>
/// The signature stands for the sign-in: authorization policies and antiforgery filters of the application let the
/// action pass. Routes and methods come from the usual attributes beside it.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScreenMeetWebhookAttribute
    : Attribute, IAllowAnonymous, IAntiforgeryMetadata, IActionModelConvention, IFilterFactory, IOrderedFilter
{
    internal string Name { get; } = Options.DefaultName;

    bool IAntiforgeryMetadata.RequiresValidation => false;

    bool IFilterFactory.IsReusable => true;

    // Before every other resource filter of the application.
    int IOrderedFilter.Order => int.MinValue;

    IFilterMetadata IFilterFactory.CreateInstance(IServiceProvider serviceProvider) => WebhookGuard.Instance;

    // The last antiforgery policy is the one in force.
    void IActionModelConvention.Apply(ActionModel action) =>
        action.Filters.Add(new IgnoreAntiforgeryTokenAttribute { Order = int.MaxValue });
}
