using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

// A proxy as its package installs it, with the configuration that the README shows, as a process of the test's own.
public abstract class Proxy : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("proxy-");
    private readonly StringBuilder _output = new();
    private Process? _process;
    private ProxySite? _site;

    public abstract string Command { get; }

    // Whether the requests of several clients go over one connection to the upstream.
    public virtual bool SharesConnections => false;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    // The address that this proxy speaks to.
    internal virtual Uri UpstreamOf(ReceivingServer server) => server.Http1Address;

    internal Uri AddressFor(ClientProtocol protocol) =>
        protocol == ClientProtocol.Http1 ? new($"http://localhost:{_site!.CleartextPort}") : new($"https://localhost:{_site!.TlsPort}");

    internal ProxyClient CreateClient(ClientProtocol protocol) => new(AddressFor(protocol), protocol);

    internal async Task StartAsync(Uri upstream)
    {
        _site = new ProxySite(upstream, Ports.TakeFree(), Ports.TakeFree(), _folder.FullName);
        TestCertificate.WriteTo(_site);
        var configuration = Path.Combine(_folder.FullName, "configuration");
        await File.WriteAllTextAsync(configuration, Change(Configure(_site)), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(Command, Arguments(configuration))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
            Environment = { ["HOME"] = _folder.FullName, ["XDG_CONFIG_HOME"] = _folder.FullName, ["XDG_DATA_HOME"] = _folder.FullName },
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilListeningAsync(_site.CleartextPort);
        await WaitUntilListeningAsync(_site.TlsPort);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }

            _process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    // What a test changes in the configuration.
    internal Func<string, string> Change { get; init; } = configuration => configuration;

    internal abstract string[] Arguments(string configuration);

    internal abstract string Configure(ProxySite site);

    private Task WaitUntilListeningAsync(int port) => Poll.UntilAsync(
        async () =>
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                return true;
            }
            catch (SocketException)
            {
                Assert.False(_process!.HasExited, $"{Command} has ended:\n{Output}");
                return false;
            }
        },
        $"{Command} to listen",
        () => Output);

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.Append(line).Append('\n');
        }
    }
}
