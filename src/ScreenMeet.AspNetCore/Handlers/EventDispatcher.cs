using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ScreenMeet.AspNetCore;

// The endpoint that hands each event, in the order sent, to the handlers for its type, in the order of registration.
internal sealed class EventDispatcher(HandlerRegistration[] registrations)
{
    public async Task InvokeAsync(HttpContext context)
    {
        foreach (var screenMeetEvent in context.GetScreenMeetDelivery()!)
        {
            // A handler that several registrations name gets an event once.
            var handlerTypes = registrations
                .Where(registration => registration.Handles(screenMeetEvent.Type))
                .Select(static registration => registration.HandlerType)
                .Distinct();
            foreach (var handlerType in handlerTypes)
            {
                var handler = (IScreenMeetEventHandler)context.RequestServices.GetRequiredService(handlerType);
                await handler.HandleAsync(screenMeetEvent, context.RequestAborted);
            }
        }
    }
}
