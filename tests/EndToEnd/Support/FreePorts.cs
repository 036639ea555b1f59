using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>Ports of this machine that nobody listens on.</summary>
internal static class FreePorts
{
    public static string Text() => Next().ToString(CultureInfo.InvariantCulture);

    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
