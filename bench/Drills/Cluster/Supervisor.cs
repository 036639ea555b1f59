namespace Manidala.Bench.Drills.Cluster;

/// <summary>Starts a silo again whenever it ends by itself, as the kubelet does, and counts it. For use beside a load.</summary>
internal sealed class Supervisor(DrillCluster cluster, Action<string> note)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private volatile bool _isUp = true;

    /// <summary>How often it had to.</summary>
    public int Restarts { get; private set; }

    /// <summary>Whether what it watches runs and is ready.</summary>
    public bool IsUp => _isUp;

    /// <summary>Watches until it is cancelled, and then ends without an exception.</summary>
    public async Task WatchAsync(ClusterMember silo, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await silo.Process.UntilEndedAsync(cancellationToken).ConfigureAwait(false);
                _isUp = false;
                note($"{silo.Name} ended by itself, and is started again");
                silo = await StartAgainAsync(silo, cancellationToken).ConfigureAwait(false);
                _isUp = true;
                note($"{silo.Name} is ready again");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What it watches is over.
        }
    }

    private async Task<ClusterMember> StartAgainAsync(ClusterMember silo, CancellationToken cancellationToken)
    {
        while (true)
        {
            Restarts++;
            try
            {
                return await cluster.StartAgainAsync(silo, cancellationToken).ConfigureAwait(false);
            }
            catch (InvalidOperationException)
            {
                note($"{silo.Name} ended before it was ready, and is started again");
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
