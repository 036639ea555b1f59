using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Manidala.EndToEnd.Tests.Support;

/// <summary>
/// Ports of this machine that nobody listens on, each given once. They lie below those that the system hands out by itself, to connections and to whoever asks for
/// any port: one of these could be taken again before the server under test listens on it.
/// </summary>
internal static class FreePorts
{
    private const int First = 12_000;
    private const int Count = 18_000;

    // Two runs at the same time begin at different places.
    private static int _given = Environment.ProcessId * 101 % Count;

    public static string Text() => Next().ToString(CultureInfo.InvariantCulture);

    public static int Next()
    {
        for (int tried = 0; tried < Count; tried++)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref _given) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port from {First} to {First + Count - 1} is free.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Any, port);
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
