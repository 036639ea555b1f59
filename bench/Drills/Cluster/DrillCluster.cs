using System.Globalization;
using Manidala.Bench.Processes;
using Manidala.Bench.Serving;

namespace Manidala.Bench.Drills.Cluster;

/// <summary>A process of the cluster.</summary>
/// <param name="Name">For people, and of its log.</param>
/// <param name="Port">Of a silo the one that other silos know it by, of a gateway that of HTTP: no other process of the drill has it.</param>
/// <param name="Http">Where it answers HTTP: of a silo health and metrics alone.</param>
/// <param name="StartAsync">Starts the same again, where it was and as it was.</param>
internal sealed record ClusterMember(string Name, int Port, Uri Http, ServerProcess Process, Func<CancellationToken, Task<ServerProcess>> StartAsync);

/// <summary>Silos and gateways as processes of their own on one PostgreSQL, and a balancer before the gateways. One caller at a time.</summary>
internal sealed class DrillCluster : IAsyncDisposable
{
    private readonly DrillWorld _world;
    private readonly Dictionary<string, string?> _environment;
    private readonly List<ClusterMember> _silos = [];
    private readonly List<ClusterMember> _gateways = [];
    private readonly HashSet<int> _ended = [];
    private int _started;

    private DrillCluster(DrillWorld world, PrivatePostgres postgres, string model, ProgramSet programs)
    {
        _world = world;
        Postgres = postgres;
        Programs = programs;
        Balancer = new TcpBalancer(world.Ports.Next());
        _environment = new Dictionary<string, string?>(BuiltPrograms.CleanEnvironment) { ["DATABASE_URL"] = postgres.Url, ["MODEL_PATH"] = model };
    }

    public PrivatePostgres Postgres { get; }

    /// <summary>The build of processes that are started from now on; one that is started again stays what it was.</summary>
    public ProgramSet Programs { get; set; }

    public TcpBalancer Balancer { get; }

    public IReadOnlyList<ClusterMember> Silos => _silos;

    public IReadOnlyList<ClusterMember> Gateways => _gateways;

    public static async Task<DrillCluster> StartAsync(
        DrillWorld world, PrivatePostgres postgres, string model, ClusterPlan plan, CancellationToken cancellationToken)
    {
        var cluster = new DrillCluster(world, postgres, model, plan.Programs);
        try
        {
            foreach (SiloTerms silo in plan.Silos)
            {
                await cluster.StartSiloAsync(cancellationToken, silo).ConfigureAwait(false);
            }

            for (int gateway = 0; gateway < plan.Gateways; gateway++)
            {
                await cluster.StartGatewayAsync(cancellationToken).ConfigureAwait(false);
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <param name="terms">Null for a plain one.</param>
    public async Task<ClusterMember> StartSiloAsync(CancellationToken cancellationToken, SiloTerms? terms = null)
    {
        terms ??= SiloTerms.Plain;
        int port = _world.Ports.Next();
        string name = $"silo-{Text(++_started)}";
        string data = _world.NewFolder(name);
        int http = _world.Ports.Next();
        var environment = new Dictionary<string, string?>(_environment)
        {
            ["POD_IP"] = terms.Address.ToString(),
            ["SILO_PORT"] = Text(port),
            ["SILO_GATEWAY_PORT"] = Text(_world.Ports.Next()),
            ["DATABASE_URL"] = Postgres.UrlAt(terms.DatabaseAddress),
        };
        foreach ((string variable, string? value) in terms.Environment)
        {
            environment[variable] = value;
        }

        string[] words = [.. terms.Through, "dotnet", Programs.Silo, "--data", data, "--port", Text(http), "--role", terms.Role];
        Task<ServerProcess> StartAsync(CancellationToken cancel) =>
            ServerProcess.StartAsync(words[0], words[1..], environment, "Manidala is ready at ", cancel, LogOf(name));
        var silo = new ClusterMember(name, port, OneProcess.AddressOf(http), await StartAsync(cancellationToken).ConfigureAwait(false), StartAsync);
        _silos.Add(silo);
        return silo;
    }

    public async Task<ClusterMember> StartGatewayAsync(CancellationToken cancellationToken)
    {
        int port = _world.Ports.Next();
        var environment = new Dictionary<string, string?>(_environment) { ["PORT"] = Text(port) };
        string name = $"gateway-{Text(++_started)}";
        string program = Programs.Gateway;
        Task<ServerProcess> StartAsync(CancellationToken cancel) =>
            ServerProcess.StartAsync("dotnet", [program], environment, "Now listening on", cancel, LogOf(name));
        var gateway = new ClusterMember(name, port, OneProcess.AddressOf(port), await StartAsync(cancellationToken).ConfigureAwait(false), StartAsync);
        _gateways.Add(gateway);
        await HealthWait.UntilReadyAsync(gateway.Http, cancellationToken).ConfigureAwait(false);
        Balance();
        return gateway;
    }

    /// <summary>Starts a silo again that has ended by itself, as whoever watches over processes does.</summary>
    public async Task<ClusterMember> StartAgainAsync(ClusterMember silo, CancellationToken cancellationToken)
    {
        await silo.Process.DisposeAsync().ConfigureAwait(false);
        ClusterMember again = silo with { Process = await silo.StartAsync(cancellationToken).ConfigureAwait(false) };
        _silos[_silos.IndexOf(silo)] = again;
        return again;
    }

    /// <summary>That this one may be declared dead, or end, is what the drill is about.</summary>
    public void Expect(ClusterMember silo) => _ended.Add(silo.Port);

    /// <summary>How many silos the database says are up.</summary>
    public async Task<int> ActiveSilosAsync(CancellationToken cancellationToken)
    {
        const int Active = 3;
        return int.Parse(
            await Postgres.QueryAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM OrleansMembershipTable WHERE Status = {Active}"), cancellationToken)
                .ConfigureAwait(false),
            CultureInfo.InvariantCulture);
    }

    /// <summary>kill -9. The balancer is told nothing.</summary>
    public async Task KillAsync(ClusterMember member)
    {
        Forget(member);
        await member.Process.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Asks a process to end, and waits until it did. New connections go to other gateways before.</summary>
    public async Task StopAsync(ClusterMember member, CancellationToken cancellationToken)
    {
        Forget(member);
        Balance();
        await member.Process.StopAsync(cancellationToken).ConfigureAwait(false);
        await member.Process.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Points the balancer at the gateways that there are.</summary>
    public void Balance() => Balancer.Use(_gateways.Select(gateway => gateway.Port));

    /// <summary>How many silos the cluster took for dead, or that ended by themselves, although nobody had ended them.</summary>
    public async Task<long> WronglyDeadAsync(CancellationToken cancellationToken)
    {
        const int Dead = 6;
        string rows = await Postgres.QueryAsync(
            string.Create(CultureInfo.InvariantCulture, $"SELECT DISTINCT Port FROM OrleansMembershipTable WHERE Status = {Dead}"), cancellationToken).ConfigureAwait(false);
        var dead = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => int.Parse(row, CultureInfo.InvariantCulture)).Except(_ended);
        return dead.Union(_silos.Where(silo => silo.Process.HasExited).Select(silo => silo.Port).Except(_ended)).Count();
    }

    public async ValueTask DisposeAsync()
    {
        await Balancer.DisposeAsync().ConfigureAwait(false);
        foreach (ClusterMember member in _gateways.Concat(_silos))
        {
            await member.Process.DisposeAsync().ConfigureAwait(false);
        }

        await Postgres.DisposeAsync().ConfigureAwait(false);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private StreamWriter LogOf(string name) => new(Path.Combine(_world.Logs, name + ".log"), append: true) { AutoFlush = true };

    private void Forget(ClusterMember member)
    {
        _silos.Remove(member);
        _gateways.Remove(member);
        _ended.Add(member.Port);
    }
}
