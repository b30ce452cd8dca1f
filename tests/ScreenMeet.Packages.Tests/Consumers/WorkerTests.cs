using ScreenMeet.Packages.Tests.Packing;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Packages.Tests.Consumers;

// A worker without a server, which takes deliveries from a queue, checks them and hands their events to handlers.
public sealed class WorkerTests(WorkerTests.Application application) : IClassFixture<WorkerTests.Application>
{
    [Theory]
    [InlineData("Node.js")]
    [InlineData("OpenSSL")]
    public async Task The_worker_handles_what_is_genuine(string senderName)
    {
        var sender = IndependentSender.Require(senderName);
        var (session, forgedSession) = ($"{Guid.NewGuid():N}", $"{Guid.NewGuid():N}");
        var (body, forgedBody) = ($$"""[{"id":"{{session}}","message":"☂ 日本"}]""", $$"""[{"id":"{{forgedSession}}"}]""");

        application.Enqueue("genuine", body, await sender.SignAsync(body, Signed.Key));
        application.Enqueue("forged", forgedBody, await sender.SignAsync(forgedBody, "whsk_another_organization"));
        var output = await application.Running.WaitForOutputAsync($"{session}: ☂ 日本", "forged is refused");

        Assert.DoesNotContain(forgedSession, output, StringComparison.Ordinal);
        Assert.DoesNotContain("genuine is refused", output, StringComparison.Ordinal);
    }

    public sealed class Application(PackedPackages packages) : Consumer(packages, "worker")
    {
        private const string Queue = "queue";

        // The signature is the last to be there.
        public void Enqueue(string name, string body, string signature)
        {
            Workshop.Write($"{Queue}/{name}.body", body);
            Workshop.Write($"{Queue}/{name}.writing", signature);
            File.Move(Path.Combine(Workshop.Folder, Queue, $"{name}.writing"), Path.Combine(Workshop.Folder, Queue, $"{name}.signature"));
        }

        protected override Task ChangeAsync()
        {
            Workshop.AddPackage("ScreenMeet.AspNetCore");
            Directory.CreateDirectory(Path.Combine(Workshop.Folder, Queue));
            Workshop.Edit("Program.cs", static program => Usings + program);
            Workshop.InsertAfter("Program.cs", "builder.Services.AddHostedService<Worker>();", $"{ReadmeCode.Line(RootReadme, "AddScreenMeetWebhooks").TrimEnd(';')}.AddHandler<AuditHandler>();");
            Workshop.Write("Worker.cs", $$"""
                {{Usings}}
                namespace Consumer;

                public class Worker(ScreenMeetEventDispatcher dispatcher, IServiceProvider services, IConfiguration configuration) : BackgroundService
                {
                    protected override async Task ExecuteAsync(CancellationToken cancellationToken)
                    {
                        while (!cancellationToken.IsCancellationRequested)
                        {
                            foreach (var file in Directory.GetFiles("{{Queue}}", "*.signature"))
                            {
                                ReadOnlyMemory<byte> body = await File.ReadAllBytesAsync(Path.ChangeExtension(file, ".body"), cancellationToken);
                                var signature = await File.ReadAllTextAsync(file, cancellationToken);
                                if (Read(body.Span, signature, "sha256", configuration["ScreenMeet:SigningKey"]!) is null)
                                {
                                    Console.WriteLine($"{Path.GetFileNameWithoutExtension(file)} is refused");
                                }
                                else
                                {
                                    await using var scope = services.CreateAsyncScope();
                                    {{ReadmeCode.Block(AspNetCoreReadme, "dispatcher.DispatchAsync(")}}
                                }

                                File.Delete(file);
                            }

                            await Task.Delay(50, cancellationToken);
                        }
                    }

                    {{ReadmeCode.Block(WebhooksReadme, "ScreenMeetSignature.Verify(")}}
                }

                {{AuditHandler}}
                """);
            return Task.CompletedTask;
        }

        protected override Task<RunningSample> StartAsync() =>
            RunningSample.StartWorkerAsync(Workshop.Configure(DotNet.Start(Workshop.Folder, Path.Combine("bin", "Debug", "net10.0", $"{Workshop.Name}.dll"))));
    }
}
