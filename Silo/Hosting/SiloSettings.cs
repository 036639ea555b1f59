using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Manidala.Silo.Hosting;

/// <summary>What this process is: read once, before anything is built.</summary>
/// <param name="Role"><c>all</c> serves HTTP itself; <c>silo</c> leaves that to gateways and answers health and metrics only;
/// <c>model</c> is a silo that runs the encoder for others and hosts no users.</param>
/// <param name="DataDirectory">Folder of the embedded database and of downloaded models.</param>
/// <param name="SiloPort">Where other silos reach this one.</param>
/// <param name="GatewayPort">Where Orleans clients reach this silo; 0 for none.</param>
internal sealed record SiloSettings(
    string Role, string DataDirectory, string ClusterId, IPAddress AdvertisedAddress, int SiloPort, int GatewayPort)
{
    public const string AllRole = "all";
    public const string SiloRole = "silo";
    public const string ModelRole = "model";
    public const string DefaultClusterId = "manidala";

    /// <summary>What the list of members calls this silo; null for a name that Orleans makes up. In Kubernetes the pod's, so that a row can be led back to one.</summary>
    public string? Name { get; init; }

    private const int DefaultSiloPort = 11111;
    private const int DefaultGatewayPort = 30000;

    // The column of the list of members.
    private const int MaxNameLength = 150;

    public bool ServesHttp => Role == AllRole;

    public static SiloSettings Read(IConfiguration configuration)
    {
        string role = configuration["Role"] ?? AllRole;
        if (role is not (AllRole or SiloRole or ModelRole))
        {
            throw new StartupException($"--role is \"{role}\"; allowed: {AllRole}, {SiloRole}, {ModelRole}.");
        }

        string address = configuration["POD_IP"] ?? configuration["Cluster:AdvertisedAddress"] ?? "127.0.0.1";
        if (!IPAddress.TryParse(address, out IPAddress? advertised))
        {
            throw new StartupException($"POD_IP is \"{address}\"; allowed: an IP address.");
        }

        // One process alone needs no fixed port, and any number of them may run on a machine.
        bool isAlone = role == AllRole && !HasDatabaseServer(configuration);
        return new SiloSettings(
            role,
            Path.GetFullPath(configuration["Data"] ?? "data"),
            configuration["Cluster:Id"] ?? DefaultClusterId,
            advertised,
            ReadPort(configuration, "SILO_PORT", isAlone ? FreePortBut(configuration["PORT"]) : DefaultSiloPort),
            ReadPort(configuration, "SILO_GATEWAY_PORT", isAlone ? 0 : DefaultGatewayPort))
        {
            Name = ReadName(configuration["POD_NAME"]),
        };
    }

    private static string? ReadName(string? text) => text switch
    {
        null or "" => null,
        { Length: <= MaxNameLength } => text,
        _ => throw new StartupException($"POD_NAME has {text.Length} characters; allowed: {MaxNameLength} at most."),
    };

    private static bool HasDatabaseServer(IConfiguration configuration) =>
        !string.IsNullOrEmpty(configuration["DATABASE_URL"]) || !string.IsNullOrEmpty(configuration["PGHOST"]);

    private static int ReadPort(IConfiguration configuration, string name, int otherwise)
    {
        string? text = configuration[name];
        if (string.IsNullOrEmpty(text))
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= ushort.MaxValue
            ? port
            : throw new StartupException($"{name} is \"{text}\"; allowed: a number from 0 to {ushort.MaxValue}.");
    }

    // The page's port is not listened on yet, so it would seem free.
    private static int FreePortBut(string? taken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return port.ToString(CultureInfo.InvariantCulture) == taken ? FreePortBut(taken) : port;
    }
}
