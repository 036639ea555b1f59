namespace Manidala.Bench.Serving.Rows;

/// <summary>The same as <see cref="FeedsRow"/> with silo and gateway as two processes on PostgreSQL.</summary>
internal sealed class TwoProcessesRow : IBenchRow
{
    public string Name => "two-processes";

    public async Task RunAsync(BenchWorld world, ServingSettings settings, BenchResults results, CancellationToken cancellationToken)
    {
        if (settings.DatabaseUrl is not { } url)
        {
            results.Skip(Name, "no PostgreSQL: give an empty database as DATABASE_URL, or install Debian's package postgresql");
            return;
        }

        await using BenchServer server = await world.StartTwoAsync(settings.Items, url, cancellationToken).ConfigureAwait(false);
        await FeedsRow.MeasureAsync(Name, server, settings, results, cancellationToken).ConfigureAwait(false);
    }
}
