using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Storage;
using Microsoft.Extensions.Logging;

namespace Manidala.Grains.Replication;

/// <summary>Brings the catalogue's changes into this silo's replica. Often enough that a change shows in feeds well within a second.</summary>
internal sealed class CatalogFollower(
    ICatalogStore store, CatalogReplica replica, LiveView views, LoadMemory memory, TimeProvider time, ILogger<CatalogFollower> logger)
    : PollingService(TimeSpan.FromMilliseconds(250), time, logger)
{
    private const int PageLength = 5000;

    private bool _isFilled;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<ItemChange> changes = await store.ReadChangesAsync(replica.Current.ChangeSequence, PageLength, cancellationToken);
            replica.Apply([.. changes.Select(change => new CatalogChange(
                change.ChangeSequence, change.Item.Ordinal, change.Item.Id, change.IsDeleted ? null : change.Item))]);
            if (changes.Count < PageLength)
            {
                break;
            }
        }

        views.Refresh();
        if (!_isFilled)
        {
            _isFilled = true;
            memory.Loaded();
        }
    }
}
