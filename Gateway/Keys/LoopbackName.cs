using System.Net;

namespace Manidala.Gateway.Keys;

/// <summary>Whether a Host header names this machine.</summary>
internal static class LoopbackName
{
    public static bool Is(ReadOnlySpan<char> host)
    {
        int end = host.StartsWith('[') ? host.IndexOf(']') + 1 : host.IndexOf(':');
        ReadOnlySpan<char> name = end > 0 ? host[..end] : host;
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name.Trim("[]"), out IPAddress? address) && IPAddress.IsLoopback(address));
    }
}
