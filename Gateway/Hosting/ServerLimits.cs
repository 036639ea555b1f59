using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Manidala.Gateway.Hosting;

/// <summary>What the server holds connections and requests to before anything of ours sees them.</summary>
internal static class ServerLimits
{
    // Room for a thousand excluded ids of the usual length.
    private const int MaxAddressBytes = 64 * 1024;

    public static void Apply(KestrelServerLimits limits, GatewayOptions options)
    {
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxRequestLineSize = MaxAddressBytes;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = options.MaxHeaders;
        limits.RequestHeadersTimeout = options.HeaderTimeout;
        limits.KeepAliveTimeout = options.IdleTimeout;
        limits.MaxRequestBodySize = options.MaxBodyBytes;
        limits.MinRequestBodyDataRate = new(options.MinBytesPerSecond, options.SlowFor);
        limits.MinResponseDataRate = new(options.MinBytesPerSecond, options.SlowFor);
    }
}
