using System.Net;
using System.Net.Sockets;

namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

internal static class Ports
{
    // Below those that the system hands out by itself, also to the connections of other tests.
    public static int TakeFree()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }
}
