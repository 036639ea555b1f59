using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Manidala.Gateway.Hosting;

/// <summary>Where the gateway listens, from <c>PORT</c> and <c>HOST</c>.</summary>
internal static class ListenAddress
{
    private const int DefaultPort = 8080;

    /// <summary>
    /// <c>PORT</c> alone listens on every address, as a platform that injects it expects; <c>HOST</c> narrows that. Without
    /// either, the host's own URLs stand, and without those the gateway listens on this machine only.
    /// </summary>
    public static void Apply(KestrelServerOptions kestrel, IConfiguration configuration)
    {
        string? port = configuration["PORT"];
        string? host = configuration["HOST"];
        if (string.IsNullOrEmpty(port) && !string.IsNullOrEmpty(configuration[WebHostDefaults.ServerUrlsKey]))
        {
            return;
        }

        int number = ParsePort(port);
        if (string.IsNullOrEmpty(host))
        {
            host = string.IsNullOrEmpty(port) ? "localhost" : "*";
        }

        switch (host)
        {
            // A dynamic port cannot be bound on both loopback families at once.
            case "localhost" when number != 0: kestrel.ListenLocalhost(number); break;
            case "localhost": kestrel.Listen(IPAddress.Loopback, number); break;
            case "*": kestrel.ListenAnyIP(number); break;
            default: kestrel.Listen(ParseHost(host), number); break;
        }
    }

    /// <summary>Whether only this machine can reach what <see cref="Apply"/> and the host's own settings make listen; false where that is in doubt.</summary>
    public static bool IsLoopbackOnly(IConfiguration configuration)
    {
        string? port = configuration["PORT"];
        string? host = configuration["HOST"];
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]);
        if (string.IsNullOrEmpty(port) && configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls)
        {
            return urls.Split(';').Concat(endpoints).All(IsLoopback);
        }

        ParsePort(port);
        bool isHostLoopback = string.IsNullOrEmpty(host) ? string.IsNullOrEmpty(port) : host == "localhost" || (host != "*" && IPAddress.IsLoopback(ParseHost(host)));
        return isHostLoopback && endpoints.All(IsLoopback);
    }

    /// <summary>Where this machine reaches what <see cref="Apply"/> makes listen, going by <c>PORT</c> and <c>HOST</c>.</summary>
    public static Uri OwnAddress(IConfiguration configuration)
    {
        string host = configuration["HOST"] is { Length: > 0 } text && text is not ("localhost" or "*") ? ParseHost(text).ToString() : "127.0.0.1";
        return new UriBuilder(Uri.UriSchemeHttp, host is "0.0.0.0" or "::" ? "127.0.0.1" : host, ParsePort(configuration["PORT"])).Uri;
    }

    private static bool IsLoopback(string? url)
    {
        try
        {
            string host = BindingAddress.Parse(url ?? "").Host;
            return host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        }
        catch (FormatException)
        {
            // The server will say what is wrong with it.
            return false;
        }
    }

    private static int ParsePort(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return DefaultPort;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= ushort.MaxValue
            ? port
            : throw new InvalidOperationException($"PORT is '{text}'; allowed: a number from 0 to {ushort.MaxValue}, 0 for any free port.");
    }

    private static IPAddress ParseHost(string text) => IPAddress.TryParse(text, out var address)
        ? address
        : throw new InvalidOperationException($"HOST is '{text}'; allowed: an IP address, localhost, or * for all.");
}
