namespace Manidala.Bench.Serving.Rows;

/// <summary>From the process's start until it can serve.</summary>
internal sealed class StartRow : IBenchRow
{
    public string Name => "start";

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        string data = await world.FolderAsync(settings.Items, cancellationToken).ConfigureAwait(false);
        var seconds = new List<double>();

        // The first start, which brings the files into memory, is not counted.
        for (int round = 0; round <= settings.Rounds; round++)
        {
            await using BenchServer server = await world.StartAsync(settings.Items, null, cancellationToken, data).ConfigureAwait(false);
            seconds.Add(server.Silo.ReadySeconds);
            await server.Silo.StopAsync(cancellationToken).ConfigureAwait(false);
        }

        results.Add(Name, FormattableString.Invariant($"ready with {settings.Items:#,0} items"), "s", false, [.. seconds.Skip(1)]);
    }
}
