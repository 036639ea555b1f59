using System.Net;
using System.Net.Sockets;

namespace Manidala.Bench.Drills.Cluster;

/// <summary>
/// Ports from a number on, each given once, so that a port names one process for as long as the drill lasts. They lie below those that the system hands out by
/// itself: a connection of the load could take one of these before its process listens.
/// </summary>
internal sealed class DrillPorts(int first)
{
    private int _next = first;

    public int Next()
    {
        while (_next <= ushort.MaxValue)
        {
            int port = _next++;
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No port is free above those that this drill has used; see --ports.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
