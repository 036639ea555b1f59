using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Manidala.Bench.Drills.Cluster;

namespace Manidala.Bench.Tests.Drills;

public sealed class PrivateNetworkTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CutAsync_APlace_KeepsItsWayToTheDatabaseAndLosesTheOther()
    {
        SkipUnlessPermitted();
        await using PrivateNetwork network = await PrivateNetwork.CreateAsync(Cancelled);
        NetworkPlace place = await network.AddPlaceAsync(Cancelled);
        NetworkPlace other = await network.AddPlaceAsync(Cancelled);
        using var database = new TcpListener(network.DatabaseAddress, 0);
        database.Start();

        Assert.True(await ReachesAsync(other, (IPEndPoint)database.LocalEndpoint));
        Assert.True(await IsThereAsync(other, place.Address));

        await network.CutAsync(place, Cancelled);

        Assert.True(await ReachesAsync(place, (IPEndPoint)database.LocalEndpoint));
        Assert.False(await IsThereAsync(other, place.Address));

        await network.ReconnectAsync(place, Cancelled);
        Assert.True(await IsThereAsync(other, place.Address));

        await network.PartAsync(place, other, Cancelled);
        Assert.False(await IsThereAsync(other, place.Address));
    }

    [Fact]
    public async Task DisposeAsync_WithPlaces_LeavesNothing()
    {
        SkipUnlessPermitted();
        PrivateNetwork network = await PrivateNetwork.CreateAsync(Cancelled);
        NetworkPlace place = await network.AddPlaceAsync(Cancelled);

        await network.DisposeAsync();

        Assert.False(File.Exists($"/run/netns/{place.Name}"));
        Assert.False(Directory.Exists($"/sys/class/net/{place.Name}c"));
    }

    // Root of a container is often not allowed to.
    private static void SkipUnlessPermitted()
    {
        const int NetAdmin = 12;
        const int SysAdmin = 21;
        const string Prefix = "CapEff:";
        string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Prefix, StringComparison.Ordinal)) : null;
        ulong may = line is null ? 0 : ulong.Parse(line.AsSpan(Prefix.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.SkipUnless((may >> NetAdmin & may >> SysAdmin & 1) == 1 && File.Exists("/usr/sbin/ip"), "Needs the right to make network namespaces, and Debian's package iproute2.");
    }

    private static async Task<bool> ReachesAsync(NetworkPlace place, IPEndPoint end) => (await ConnectAsync(place, end)).ExitCode == 0;

    // Nobody listens there: whoever has the address says so, and otherwise nothing is heard.
    private static async Task<bool> IsThereAsync(NetworkPlace from, IPAddress address) =>
        (await ConnectAsync(from, new IPEndPoint(address, 9))).Errors.Contains("refused", StringComparison.Ordinal);

    private static async Task<(int ExitCode, string Errors)> ConnectAsync(NetworkPlace from, IPEndPoint end)
    {
        string[] words =
        [
            .. from.Through, "env", "LC_ALL=C", "timeout", "5", "bash", "-c", string.Create(CultureInfo.InvariantCulture, $"exec 3<>/dev/tcp/{end.Address}/{end.Port}"),
        ];
        using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true })!;
        string errors = await process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        return (process.ExitCode, errors);
    }
}
