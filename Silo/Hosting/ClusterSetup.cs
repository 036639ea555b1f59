using Manidala.Gateway.Hosting;
using Manidala.Gateway.Telemetry;
using Manidala.Grains;
using Manidala.Storage;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace Manidala.Silo.Hosting;

/// <summary>How silos find each other and where grains keep their snapshots. The defaults that this changes are traps; each says why.</summary>
internal static class ClusterSetup
{
    private static readonly TimeSpan MostClocksApart = TimeSpan.FromDays(1);

    public static void Configure(ISiloBuilder silo, SiloSettings settings, ManidalaDatabase database)
    {
        if (ClusterTls.Read(silo.Configuration) is { } tls)
        {
            silo.UseTls(tls);
        }

        if (ManidalaTracing.IsOn(silo.Configuration))
        {
            silo.AddActivityPropagation();
        }

        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (settings.ClusterId, "manidala"));
        if (settings.Name is { } name)
        {
            silo.Configure<SiloOptions>(options => options.SiloName = name);
        }

        AddMembership(silo, settings, database);
        AddSnapshotStorage(silo, database);
        silo.Configure<SiloMessagingOptions>(options =>
        {
            // 30 s by default: a call into a silo that just died would hang for that long.
            options.ResponseTimeout = TimeSpan.FromSeconds(10);
            options.CancelRequestOnTimeout = true;
        });
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(2);

            // A minute by default, for which a silo that others cannot reach, and that they have declared dead, would go on as if it were not.
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);

            // These compare what a silo wrote by its clock, its own number among it, with another one's clock: with the defaults a silo whose clock is an hour or two
            // behind is taken for dead while it joins. Rows of those that died joining go after this time as well.
            options.SiloGenerationRetirementAge = MostClocksApart;
            options.DefunctSiloExpiration = MostClocksApart;
            options.EvictWhenMaxJoinAttemptTimeExceeded = false;
        });
    }

    private static void AddMembership(ISiloBuilder silo, SiloSettings settings, ManidalaDatabase database)
    {
        if (!database.IsPostgres)
        {
            silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, serviceId: "manidala", clusterId: settings.ClusterId);
            return;
        }

        silo.UseAdoNetClustering(options =>
        {
            options.Invariant = database.Orleans.Invariant;
            options.ConnectionString = database.Orleans.ConnectionString;
        });
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = settings.AdvertisedAddress;
            options.SiloPort = settings.SiloPort;
            options.GatewayPort = settings.GatewayPort;
        });
    }

    private static void AddSnapshotStorage(ISiloBuilder silo, ManidalaDatabase database) =>
        silo.AddAdoNetGrainStorage(GrainStorageNames.Sessions, builder => builder.Configure<Serializer>((options, serializer) =>
        {
            options.Invariant = database.Orleans.Invariant;
            if (database.Orleans.DataSource is { } pool)
            {
                options.DataSource = pool;
            }
            else
            {
                options.ConnectionString = database.Orleans.ConnectionString;
            }

            // Otherwise the row of an erased user stays, without its content and with the id.
            options.DeleteStateOnClear = true;

            // JSON by default, which would write a session's bytes as text.
            options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
}
