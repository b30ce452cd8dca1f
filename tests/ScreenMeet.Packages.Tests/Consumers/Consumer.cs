using ScreenMeet.Packages.Tests.Packing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Consumers;

// An application that is made by a template, changed as the READMEs say, built and started.
public abstract class Consumer(PackedPackages packages, string template) : IAsyncLifetime
{
    protected const string RootReadme = "README.md";
    protected const string AspNetCoreReadme = "src/ScreenMeet.AspNetCore/README.md";
    protected const string DiagnosticsReadme = "src/ScreenMeet.AspNetCore.Diagnostics/README.md";
    protected const string InboxReadme = "src/ScreenMeet.AspNetCore.Inbox/README.md";
    protected const string WebhooksReadme = "src/ScreenMeet.Webhooks/README.md";

    protected const string Usings = "using ScreenMeet.AspNetCore;\nusing ScreenMeet.Webhooks;\n";

    // Prints what arrives.
    protected const string AuditHandler = """
        public sealed class AuditHandler : IScreenMeetEventHandler
        {
            public async ValueTask HandleAsync(ScreenMeetEvent screenMeetEvent, ScreenMeetEventContext context, CancellationToken cancellationToken) =>
                await Console.Out.WriteLineAsync($"{screenMeetEvent.SessionId}: {screenMeetEvent.Message}");
        }

        """;

    public RunningSample Running { get; private set; } = null!;

    internal Workshop Workshop { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Workshop = await Workshop.OpenAsync(packages, template);
        await ChangeAsync();
        await BuildAsync();
        Running = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Running is not null)
        {
            await Running.DisposeAsync();
        }

        Workshop?.Dispose();
        GC.SuppressFinalize(this);
    }

    // Posts a genuine delivery and two forged ones, which another language has signed.
    public async Task AssertReceivesAsync(string senderName, Func<string, string>? expectedOutput = null)
    {
        var sender = IndependentSender.Require(senderName);
        var url = new Uri(Running.Address, "/webhooks/screenmeet");
        var (session, forgedSession) = ($"{Guid.NewGuid():N}", $"{Guid.NewGuid():N}");
        var (body, forgedBody) = (Body(session), Body(forgedSession));
        var signature = await sender.SignAsync(body, Signed.Key);

        var accepted = await sender.PostAsync(url, body, signature);
        var forged = await sender.PostAsync(url, forgedBody, await sender.SignAsync(forgedBody, "whsk_another_organization"));
        var exchanged = await sender.PostAsync(url, forgedBody, signature);

        Assert.Equal(("200", "401", "401"), (accepted, forged, exchanged));
        var output = await Running.WaitForOutputAsync(expectedOutput?.Invoke(session) ?? $"{session}: Prüfung – naïve ☂ 日本");
        Assert.DoesNotContain(forgedSession, output, StringComparison.Ordinal);
    }

    protected static string Body(string session) => $$"""[{"type":"session-note","ts":"2021-08-09T16:45:57.000Z","id":"{{session}}","status":"active","message":"Prüfung – naïve ☂ 日本"}]""";

    protected abstract Task ChangeAsync();

    protected virtual Task BuildAsync() => Workshop.BuildAsync();

    protected virtual Task<RunningSample> StartAsync() => Workshop.StartAsync();
}
