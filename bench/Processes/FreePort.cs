using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Manidala.Bench.Processes;

/// <summary>Ports of this machine that nobody listens on.</summary>
internal static class FreePort
{
    public static string Text()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
