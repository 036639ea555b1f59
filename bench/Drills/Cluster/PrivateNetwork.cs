using System.ComponentModel;
using System.Globalization;
using System.Net;
using Manidala.Bench.Processes;

namespace Manidala.Bench.Drills.Cluster;

/// <summary>
/// Network namespaces, each with a link to the cluster and one to the database, so that what runs in one can lose the first and keep the second. This machine has an
/// address on both sides. Gone with this object. One caller at a time.
/// </summary>
internal sealed class PrivateNetwork : IAsyncDisposable
{
    private const int Most = 200;

    // No network has these addresses: they are kept for measurements between networks (RFC 2544). Two halves, one for each side.
    private const string ClusterSide = "198.18";
    private const string DatabaseSide = "198.19";
    private static readonly ManidalaCommandLine Ip = new("ip");
    private readonly string _name;
    private readonly int _number;
    private int _places;

    private PrivateNetwork(int number)
    {
        _number = number;
        _name = string.Create(CultureInfo.InvariantCulture, $"mdl{number}");
    }

    /// <summary>This machine's, towards the database's side of every place.</summary>
    public IPAddress DatabaseAddress => AddressOf(DatabaseSide, 1);

    /// <exception cref="NotPossibleHereException">It is not permitted here, or ip is missing.</exception>
    public static async Task<PrivateNetwork> CreateAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            throw new NotPossibleHereException("this drill makes network namespaces: it needs Linux and root (or CAP_NET_ADMIN and CAP_SYS_ADMIN as root of a container).");
        }

        try
        {
            string taken = await Ip.RunAsync(["-o", "link", "show"], cancellationToken).ConfigureAwait(false);
            int number = Enumerable.Range(0, Most).First(number => !taken.Contains(string.Create(CultureInfo.InvariantCulture, $" mdl{number}-"), StringComparison.Ordinal));
            var network = new PrivateNetwork(number);
            try
            {
                await network.AddBridgeAsync("c", ClusterSide, cancellationToken).ConfigureAwait(false);
                await network.AddBridgeAsync("d", DatabaseSide, cancellationToken).ConfigureAwait(false);
                return network;
            }
            catch
            {
                await network.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (Win32Exception missing)
        {
            throw new NotPossibleHereException("this drill makes network namespaces by ip, which is missing: install Debian's package iproute2.", missing);
        }
    }

    /// <summary>Another namespace, connected to both sides.</summary>
    public async Task<NetworkPlace> AddPlaceAsync(CancellationToken cancellationToken)
    {
        int number = ++_places;
        var place = new NetworkPlace(string.Create(CultureInfo.InvariantCulture, $"{_name}-{number}"), AddressOf(ClusterSide, number + 1));
        await SetUpAsync($"netns add {place.Name}", cancellationToken).ConfigureAwait(false);
        await SetUpAsync($"-n {place.Name} link set dev lo up", cancellationToken).ConfigureAwait(false);
        await ConnectAsync(place, "c", place.Address, cancellationToken).ConfigureAwait(false);
        await ConnectAsync(place, "d", AddressOf(DatabaseSide, number + 1), cancellationToken).ConfigureAwait(false);
        return place;
    }

    /// <summary>As if its cable to the cluster were pulled out: nothing arrives and nobody is told.</summary>
    public Task CutAsync(NetworkPlace place, CancellationToken cancellationToken) => RunAsync($"link set dev {place.Name}c down", cancellationToken);

    public Task ReconnectAsync(NetworkPlace place, CancellationToken cancellationToken) => RunAsync($"link set dev {place.Name}c up", cancellationToken);

    /// <summary>What one place sends to the other is lost from now on, so that neither can talk with the other; all else goes on.</summary>
    public Task PartAsync(NetworkPlace place, NetworkPlace other, CancellationToken cancellationToken) =>
        RunAsync($"-n {place.Name} neigh replace {other.Address} lladdr 02:00:00:00:00:01 nud permanent dev c", cancellationToken);

    public Task RejoinAsync(NetworkPlace place, NetworkPlace other, CancellationToken cancellationToken) =>
        RunAsync($"-n {place.Name} neigh del {other.Address} dev c", cancellationToken);

    /// <summary>After those who use it.</summary>
    public async ValueTask DisposeAsync()
    {
        // Links first: the kernel takes one away with the namespace of its other end, and some time after that is gone.
        await RemoveAsync(["-o", "link", "show"], ["link", "del"], line => line.Split(": ")[1].Split('@')[0]).ConfigureAwait(false);
        await RemoveAsync(["netns", "list"], ["netns", "del"], line => line.Split(' ')[0]).ConfigureAwait(false);
    }

    private async Task RemoveAsync(string[] list, string[] remove, Func<string, string> nameOf)
    {
        string all = await Ip.RunAsync(list, CancellationToken.None).ConfigureAwait(false);
        foreach (string name in all.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(nameOf).Where(name => name.StartsWith(_name + "-", StringComparison.Ordinal)))
        {
            await Ip.RunAsync([.. remove, name], CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task AddBridgeAsync(string side, string network, CancellationToken cancellationToken)
    {
        string bridge = $"{_name}-{side}";
        await SetUpAsync($"link add {bridge} type bridge", cancellationToken).ConfigureAwait(false);
        await SetUpAsync($"addr add {AddressOf(network, 1)}/24 dev {bridge}", cancellationToken).ConfigureAwait(false);
        await SetUpAsync($"link set dev {bridge} up", cancellationToken).ConfigureAwait(false);
    }

    private async Task ConnectAsync(NetworkPlace place, string side, IPAddress address, CancellationToken cancellationToken)
    {
        await SetUpAsync($"link add {place.Name}{side} type veth peer name {side} netns {place.Name}", cancellationToken).ConfigureAwait(false);
        await SetUpAsync($"link set dev {place.Name}{side} master {_name}-{side} up", cancellationToken).ConfigureAwait(false);
        await SetUpAsync($"-n {place.Name} addr add {address}/24 dev {side}", cancellationToken).ConfigureAwait(false);
        await SetUpAsync($"-n {place.Name} link set dev {side} up", cancellationToken).ConfigureAwait(false);
    }

    private IPAddress AddressOf(string side, int host) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"{side}.{_number}.{host}"));

    // A container's root may often do some of this and not the rest.
    private static async Task SetUpAsync(string words, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(words, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException refused)
        {
            throw new NotPossibleHereException($"this drill makes network namespaces, which are not to be had here: {refused.Message}", refused);
        }
    }

    private static Task RunAsync(string words, CancellationToken cancellationToken) => Ip.RunAsync(words.Split(' '), cancellationToken);
}
