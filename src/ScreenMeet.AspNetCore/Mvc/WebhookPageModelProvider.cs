using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace ScreenMeet.AspNetCore;

// Does not let a Razor Page be loaded that would receive: MVC loads the ones that are compiled at the start, and the ones
// that it compiles itself at their first request.
internal sealed class WebhookPageModelProvider : IPageApplicationModelProvider
{
    // After the provider that makes the model.
    public int Order => int.MaxValue;

    public void OnProvidersExecuting(PageApplicationModelProviderContext context)
    {
        var mistakes = PageCheck.FindMistakes(context.ActionDescriptor.RelativePath, context.PageApplicationModel.HandlerType).ToArray();
        if (mistakes.Length > 0)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, mistakes));
        }
    }

    public void OnProvidersExecuted(PageApplicationModelProviderContext context)
    {
    }
}
