using System.Net;
using System.Net.Sockets;
using Manidala.Silo.Doctor;

namespace Manidala.Silo.Tests.Doctor;

public sealed class PortCheckTests
{
    [Fact]
    public void Run_PortOfThisProcess_IsTakenByIt()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Finding other = Assert.Single(PortCheck.Run([("PORT", port), ("SILO_PORT", 0)], server: null));
        Finding own = Assert.Single(PortCheck.Run([("PORT", port)], Environment.ProcessId));

        Assert.Equal(FindingLevel.Error, other.Level);
        Assert.Contains($"is taken by process {Environment.ProcessId} (", other.Found, StringComparison.Ordinal);
        Assert.Equal(FindingLevel.Ok, own.Level);
    }
}
