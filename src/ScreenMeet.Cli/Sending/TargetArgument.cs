using System.CommandLine;

namespace ScreenMeet.Cli;

// Where requests go. A slip of the keyboard must not post made-up sessions to production, so that has to be asked for.
internal sealed class TargetArgument
{
    private readonly Argument<string> _url = new("url") { Description = "The URL of the receiver. It has to be on this machine, unless --allow-remote is given." };

    private readonly Option<bool> _allowRemote = new("--allow-remote") { Description = "Sends to other machines too." };

    public void AddTo(Command command)
    {
        command.Add(_url);
        command.Add(_allowRemote);
    }

    public Uri Find(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(_url);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            throw new UsageException($"'{Printable.Line(text)}' is not a URL. Write it whole, for example http://localhost:5080/webhooks/screenmeet.");
        }

        return url.IsLoopback || parsed.GetValue(_allowRemote)
            ? url
            : throw new UsageException($"{url.Host} is another machine. Add --allow-remote if you mean it.");
    }
}
