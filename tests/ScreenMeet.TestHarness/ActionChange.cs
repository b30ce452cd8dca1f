using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.Primitives;

namespace ScreenMeet.TestHarness;

// Makes MVC look for actions again, as in an application that loads parts while it runs.
public sealed class ActionChange : IActionDescriptorChangeProvider
{
    private ConfigurationReloadToken _token = new();

    public IChangeToken GetChangeToken() => _token;

    public void Happen() => Interlocked.Exchange(ref _token, new()).OnReload();
}
