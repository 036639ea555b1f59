using System.Net;
using System.Net.Sockets;
using Manidala.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Manidala.Storage.Tests.Orleans;

/// <summary>Orleans' own membership provider on our tables: two real silos over TCP.</summary>
public sealed class PostgresMembershipTests(PostgresFixture postgres) : DatabaseTest(new PostgresTestDatabase(postgres))
{
    [Fact]
    public async Task Silos_OnOneDatabase_FormACluster()
    {
        OrleansStorage storage = (await OpenAsync()).Orleans;
        using IHost first = Silo(storage, "first");
        using IHost second = Silo(storage, "second");
        await first.StartAsync(Cancelled);
        await second.StartAsync(Cancelled);

        IMembershipTable table = first.Services.GetRequiredService<IMembershipTable>();
        MembershipTableData both = await table.ReadAllAsync(Cancelled);
        foreach (int key in Enumerable.Range(0, 11))
        {
            await second.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>($"user {key}").Add(key);
            Assert.Equal((key, true), await first.Services.GetRequiredService<IGrainFactory>().GetGrain<ICounterGrain>($"user {key}").Read());
        }

        await second.StopAsync(Cancelled);
        MembershipTableData afterStop = await table.ReadAllAsync(Cancelled);
        await table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.MaxValue, Cancelled);
        MembershipTableData afterCleanup = await table.ReadAllAsync(Cancelled);
        await first.StopAsync(Cancelled);

        Assert.Equal([SiloStatus.Active, SiloStatus.Active], both.Members.Select(member => member.Item1.Status));
        Assert.Equal(
            [("first", SiloStatus.Active), ("second", SiloStatus.Dead)],
            afterStop.Members.Select(member => (member.Item1.SiloName, member.Item1.Status)).Order());
        Assert.Equal("first", Assert.Single(afterCleanup.Members).Item1.SiloName);
    }

    [Fact]
    public async Task MembershipTable_StaleVersionOrKnownRow_IsRefused()
    {
        OrleansStorage storage = (await OpenAsync()).Orleans;
        using IHost silo = Silo(storage, "only");
        await silo.StartAsync(Cancelled);
        IMembershipTable table = silo.Services.GetRequiredService<IMembershipTable>();
        MembershipTableData before = await table.ReadAllAsync(Cancelled);
        MembershipEntry known = Assert.Single(before.Members).Item1;
        MembershipEntry other = new()
        {
            SiloAddress = SiloAddress.New(IPAddress.Loopback, 1, 1),
            SiloName = "other",
            HostName = "host",
            Status = SiloStatus.Joining,
            ProxyPort = 2,
            StartTime = Time.GetUtcNow().UtcDateTime,
            IAmAliveTime = Time.GetUtcNow().UtcDateTime,
        };

        TableVersion next = before.Version.Next();
        bool isKnownRefused = !await table.InsertRowAsync(known, next, Cancelled);
        bool isInserted = await table.InsertRowAsync(other, next, Cancelled);
        bool isStaleRefused = !await table.UpdateRowAsync(other, "", next, Cancelled);
        MembershipTableData row = await table.ReadRowAsync(other.SiloAddress, Cancelled);
        await silo.StopAsync(Cancelled);
        await table.DeleteMembershipTableEntriesAsync("test", Cancelled);
        bool isInsertedAgain = await table.InsertRowAsync(other, next, Cancelled);

        Assert.False(isInsertedAgain);
        Assert.True(isKnownRefused);
        Assert.True(isInserted);
        Assert.True(isStaleRefused);
        Assert.Equal("other", Assert.Single(row.Members).Item1.SiloName);
        Assert.Equal(before.Version.Version + 1, row.Version.Version);
    }

    private static IHost Silo(OrleansStorage storage, string name)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("test", "test"));
            silo.Configure<SiloOptions>(options => options.SiloName = name);
            // The tests write rows of another day, which a silo would clear away.
            silo.Configure<ClusterMembershipOptions>(options => options.DefunctSiloCleanupPeriod = null);
            silo.ConfigureEndpoints(IPAddress.Loopback, FreePort(), FreePort());
            silo.UseAdoNetClustering(options => (options.Invariant, options.DataSource) = (storage.Invariant, storage.DataSource));
            silo.AddAdoNetGrainStorage(CounterGrain.Storage, options => (options.Invariant, options.DataSource) = (storage.Invariant, storage.DataSource));
        });
        return builder.Build();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
