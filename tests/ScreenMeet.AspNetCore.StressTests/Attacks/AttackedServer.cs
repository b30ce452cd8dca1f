using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.StressTests.Attacks;

// A receiver in a process of its own, attacked over one protocol. Of what happens to it, it logs Errors only.
internal sealed class AttackedServer : IAsyncDisposable
{
    private readonly RunningSample _receiver;
    private readonly Stopwatch _life = Stopwatch.StartNew();
    private TimeSpan _death;

    private AttackedServer(RunningSample receiver, AttackProtocol protocol)
    {
        (_receiver, Protocol) = (receiver, protocol);
        receiver.Process.Exited += (_, _) => _death = _life.Elapsed;
        receiver.Process.EnableRaisingEvents = true;
    }

    public AttackProtocol Protocol { get; }

    public Uri Address => _receiver.Address;

    public bool IsAlive => !_receiver.Process.HasExited;

    // The most that was resident at any time, in bytes.
    public long PeakMemory => ProcessMemory.PeakOf(_receiver.Process);

    public static async Task<AttackedServer> StartAsync(AttackProtocol protocol, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("stress-receiver-");
        try
        {
            return new AttackedServer(
                await StressedReceiver.StartAsync(
                [
                    "--Logging:LogLevel:Default", "Error",
                    "--Logging:LogLevel:ScreenMeet", "Error",
                    "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information",
                    .. protocol switch
                    {
                        AttackProtocol.Http2 => ["--Kestrel:EndpointDefaults:Protocols", "Http2"],
                        AttackProtocol.Http1Tls or AttackProtocol.Http2Tls => CreateCertificate(folder),
                        _ => Array.Empty<string>(),
                    },
                    .. arguments,
                ]),
                protocol);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 1,
        SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" },
    })
    {
        BaseAddress = Address,
        DefaultRequestVersion = Protocol is AttackProtocol.Http2 or AttackProtocol.Http2Tls ? HttpVersion.Version20 : HttpVersion.Version11,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public async Task AssertAliveAsync()
    {
        // A process that ends writes its state for a while.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        if (!IsAlive)
        {
            await _receiver.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
            var output = await _receiver.WaitForOutputAsync();
            Assert.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"The process ended after {_death.TotalSeconds:F1} s with {_receiver.Process.ExitCode}:\n{output[..Math.Min(output.Length, 3000)]}"));
        }
    }

    // It lives, takes a genuine delivery, comes to its own end when it is asked to, and never logged an Error.
    public async Task AssertUnharmedAsync()
    {
        await AssertAliveAsync();
        using (var client = CreateClient())
        {
            await GenuineSender.SendAsync(client, GenuineSender.Delivery("/read", 200));
        }

        await Commands.RunAsync("sh", "-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_receiver.Process.Id}"));
        await _receiver.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var log = await _receiver.WaitForOutputAsync();
        Assert.Equal(0, _receiver.Process.ExitCode);
        Assert.DoesNotContain(log.Split('\n'), line => line.StartsWith("fail: ", StringComparison.Ordinal) || line.StartsWith("crit: ", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    // Read by the receiver before it listens.
    private static string[] CreateCertificate(DirectoryInfo folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (certificatePath, keyPath) = (Path.Combine(folder.FullName, "certificate.pem"), Path.Combine(folder.FullName, "key.pem"));
        File.WriteAllText(certificatePath, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return
        [
            "--urls", "https://127.0.0.1:0",
            "--Kestrel:Certificates:Default:Path", certificatePath,
            "--Kestrel:Certificates:Default:KeyPath", keyPath,
        ];
    }
}
