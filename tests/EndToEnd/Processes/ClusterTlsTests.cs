using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>Traffic between processes under TLS, with certificates of an authority made here.</summary>
public sealed class ClusterTlsTests(SampleFolder sample, PostgresFixture postgres)
{
    private const long SomeTimeMs = 1_767_225_600_000;

    [Fact]
    public async Task SilosAndGateway_WithCertificatesOfOneAuthority_Serve()
    {
        using var certificates = new TestCertificates(sample.NewFolder());
        Dictionary<string, string> first = await TestPostgres.CreateSampleAsync(postgres, sample);
        Dictionary<string, string> second = TestPostgres.Environment(first["DATABASE_URL"]);
        await using RunningSilo one = await RunningSilo.StartAsync(sample.NewFolder(), With(first, certificates.Settings("one")), role: "silo");
        await using RunningSilo two = await RunningSilo.StartAsync(sample.NewFolder(), With(second, certificates.Settings("two")), role: "silo");
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            With(new() { ["DATABASE_URL"] = first["DATABASE_URL"] }, certificates.Settings("gateway")));
        await Eventually.StatusAsync(gateway.Api, "health/ready", HttpStatusCode.OK, TimeSpan.FromSeconds(30));

        // So many users live on both silos, whichever the gateway asks.
        for (int user = 0; user < 40; user++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"tls-{user}");
            long sequence = await gateway.Api.PostAsync(new Deed(name, "mandala-00001", "like", SomeTimeMs, "first"));
            Assert.Equal(sequence, (await gateway.Api.FeedAsync(name)).Sequence);
        }

        Assert.True(await ActivationsAsync(one) > 0);
        Assert.True(await ActivationsAsync(two) > 0);
    }

    [Fact]
    public async Task Silo_UnderTls_SpeaksToNobodyElse()
    {
        using var certificates = new TestCertificates(sample.NewFolder());
        using var foreign = new TestCertificates(sample.NewFolder());
        int port = FreePorts.Next();
        string siloGateway = port.ToString(CultureInfo.InvariantCulture);
        var ports = new Dictionary<string, string> { ["SILO_PORT"] = FreePorts.Text(), ["SILO_GATEWAY_PORT"] = siloGateway };
        await using RunningSilo silo = await RunningSilo.StartAsync(await sample.CopyAsync(), With(ports, certificates.Settings("silo")), role: "silo");

        using (X509Certificate2 stranger = foreign.Issue("stranger"))
        {
            await ExpectRefusedAsync(port, stranger);
            await ExpectRefusedAsync(port, null);
        }

        var address = new Dictionary<string, string> { ["SILO_GATEWAY"] = $"127.0.0.1:{siloGateway}" };
        await using RunningGateway plain = await RunningGateway.StartAsync(address);
        await using RunningGateway other = await RunningGateway.StartAsync(With(address, foreign.Settings("other")));
        await plain.Process.LineAsync("No silo answered in attempt 2");
        await other.Process.LineAsync("No silo answered in attempt 2");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await plain.Api.StatusAsync("health/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await other.Api.StatusAsync("health/ready"));
    }

    [Fact]
    public async Task Start_CertificateIsNotComplete_SaysWhatBelongsToIt()
    {
        using var certificates = new TestCertificates(sample.NewFolder());
        Dictionary<string, string> settings = certificates.Settings("silo");
        settings.Remove("Cluster__Tls__Authority");

        OneLine.Expect(await RunningSilo.RefusedAsync(sample.NewFolder(), settings), "Cluster:Tls:Authority");
    }

    [Fact]
    public async Task Start_CertificateIsMissing_NamesIt()
    {
        string folder = sample.NewFolder();
        using var certificates = new TestCertificates(folder);
        Dictionary<string, string> settings = certificates.Settings("silo");
        File.Delete(settings["Cluster__Tls__Key"]);

        OneLine.Expect(await RunningSilo.RefusedAsync(sample.NewFolder(), settings), settings["Cluster__Tls__Key"]);
    }

    [Fact]
    public async Task Silo_ItsPorts_AreBoundToItsOwnAddressAlone()
    {
        const string Address = "127.0.0.3";
        Dictionary<string, string> environment = await TestPostgres.CreateSampleAsync(postgres, sample);
        environment["POD_IP"] = Address;
        await using RunningSilo silo = await RunningSilo.StartAsync(sample.NewFolder(), environment, role: "silo");

        IPEndPoint[] listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
        foreach (string name in new[] { "SILO_PORT", "SILO_GATEWAY_PORT" })
        {
            int port = int.Parse(environment[name], CultureInfo.InvariantCulture);
            Assert.Equal([IPAddress.Parse(Address)], listeners.Where(listener => listener.Port == port).Select(listener => listener.Address));
        }
    }

    private static Dictionary<string, string> With(Dictionary<string, string> settings, Dictionary<string, string> more) =>
        settings.Concat(more).ToDictionary();

    private static async Task<long> ActivationsAsync(RunningSilo silo)
    {
        string metrics = await silo.Api.Http.GetStringAsync("metrics");
        return metrics.Split('\n')
            .Where(line => line.StartsWith("orleans_catalog_activation_created_total", StringComparison.Ordinal)
                && line.Contains("grain_type=\"user\"", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    // Under TLS 1.3 a client hears of a refusal only when it reads; a silo that goes on waits for the client's first word.
    private static async Task ExpectRefusedAsync(int port, X509Certificate2? certificate)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "manidala",
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
            });
            Assert.Equal(0, await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            // What it came for.
        }
    }
}
