using System.Collections.Immutable;
using Manidala.Engine.Catalog;
using Manidala.Engine.Feeds;
using Manidala.Grains.Interfaces;
using Manidala.Grains.Replication;
using Manidala.Storage;
using Orleans.Concurrency;

namespace Manidala.Grains.Items;

/// <summary>Reads from this silo's replica, writes to the store. Holds nothing itself.</summary>
[StatelessWorker]
internal sealed class ItemsGrain(ICatalogStore store, CatalogFollower follower, LiveView views, ItemLists lists) : Grain, IItemsGrain
{
    public async Task Put(ImmutableArray<ItemRecord> items, CancellationToken cancellationToken)
    {
        if (items.Length is 0 or > Limits.MaxItemsPerCall)
        {
            throw new InvalidRequestException("items", $"{items.Length} entries", $"1 to {Limits.MaxItemsPerCall}");
        }

        await store.PutAsync([.. items.Select(ContractMapping.ToItem)], cancellationToken);
        follower.Wake();
    }

    public async Task<ItemRecord?> Get(string itemId, CancellationToken cancellationToken) =>
        await store.GetAsync(itemId, cancellationToken) is { } item ? ContractMapping.ToRecord(item) : null;

    public async Task<bool> Delete(string itemId, CancellationToken cancellationToken)
    {
        bool wasThere = await store.DeleteAsync(itemId, cancellationToken);
        follower.Wake();
        return wasThere;
    }

    public Task<ItemList?> Similar(string itemId, ItemListQuery query, CancellationToken cancellationToken)
    {
        FeedView view = views.Current;
        return Task.FromResult(view.Catalog.TryGet(itemId, out Item? item)
            ? ToList(view, query, page => lists.FillSimilar(view, ContractMapping.ToEligible(query.Category, view), item, page))
            : null);
    }

    public Task<ItemList> Trending(ItemListQuery query, CancellationToken cancellationToken)
    {
        FeedView view = views.Current;
        return Task.FromResult(ToList(view, query, page => lists.FillTrending(ContractMapping.ToEligible(query.Category, view), page)));
    }

    public Task<ItemList> Latest(ItemListQuery query, CancellationToken cancellationToken)
    {
        FeedView view = views.Current;
        return Task.FromResult(ToList(view, query, page => ItemLists.FillLatest(ContractMapping.ToEligible(query.Category, view), page)));
    }

    public Task<ImmutableArray<string>> Categories(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<string>>([.. views.Current.Categories]);

    private static ItemList ToList(FeedView view, ItemListQuery query, Func<FeedEntry[], int> fill)
    {
        if (query.Count is < 1 or > Limits.MaxFeedItems)
        {
            throw new InvalidRequestException("n", $"{query.Count}", $"1 to {Limits.MaxFeedItems}");
        }

        var page = new FeedEntry[query.Count];
        int count = fill(page);
        return new ItemList(view.Model?.Version, ContractMapping.ToFeedItems(page.AsSpan(0, count), view.Catalog, query.WithItems));
    }
}
