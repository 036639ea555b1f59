using Manidala.Engine.Catalog;
using Manidala.Engine.Trending;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Manidala.Grains.Replication;

/// <summary>Takes over what the trending grains count, for feeds to read without a call. Its calls also keep those grains counting.</summary>
internal sealed class TrendingFollower(
    IGrainFactory grains,
    CatalogFollower catalogFollower,
    CatalogReplica catalog,
    TrendingBoard board,
    IOptions<TrendingOptions> options,
    IOptions<ModelHostingOptions> hosting,
    TimeProvider time,
    ILogger<TrendingFollower> logger) : PollingService(options.Value.RefreshInterval, time, logger)
{
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        // It shows nobody anything, and has to be ready in a cluster where the silos that count are still to come.
        if (hosting.Value.Hosting == ModelHosting.ModelsOnly)
        {
            return;
        }

        // What the replica does not hold yet would be left out, until the next turn and after this silo has said that it is ready.
        await catalogFollower.FirstSuccess.WaitAsync(cancellationToken);
        TrendingOptions settings = options.Value;
        TrendingSlice[] slices = await Task.WhenAll(Enumerable.Range(0, settings.Slices)
            .Select(slice => grains.GetGrain<ITrendingGrain>(slice).Top(settings.BoardLength, cancellationToken)));
        CatalogSnapshot items = catalog.Current;
        var entries = new List<TrendingEntry>(settings.BoardLength);
        TrendingItem[] ranked = [.. slices.SelectMany(slice => slice.Items).OrderByDescending(top => top.Log2)];
        foreach (TrendingItem top in ranked)
        {
            if (items.TryGetOrdinal(top.ItemId, out int ordinal))
            {
                entries.Add(new TrendingEntry(ordinal, (float)Math.Pow(2, top.Log2 - ranked[0].Log2)));
            }
        }

        board.Replace([.. entries]);
    }
}
