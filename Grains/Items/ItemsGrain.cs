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

    public async Task PutMissing(ImmutableArray<ItemRecord> items, CancellationToken cancellationToken)
    {
        CatalogSnapshot replica = views.Current.Catalog;
        ImmutableArray<ItemRecord> unknown = [.. items.Where(item => !replica.TryGetOrdinal(item.Id, out _))];
        if (unknown.IsEmpty)
        {
            return;
        }

        // The replica may lag behind, and what is there must not be replaced.
        IReadOnlyList<Item> known = await store.GetManyAsync([.. unknown.Select(item => item.Id)], cancellationToken);
        var there = known.Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        await store.PutAsync([.. unknown.Where(item => !there.Contains(item.Id)).Select(ContractMapping.ToItem)], cancellationToken);
        follower.Wake();
    }

    public async Task<bool> Change(string itemId, ItemChanges changes, CancellationToken cancellationToken)
    {
        Item? changed = await store.ChangeAsync(itemId, item => ContractMapping.Apply(changes, item), cancellationToken);
        follower.Wake();
        return changed is not null;
    }

    public async Task<bool> Replace(string itemId, ItemRecord? expected, ItemRecord? replacement, CancellationToken cancellationToken)
    {
        bool isDone = await store.ReplaceAsync(
            itemId, stored => AreEqual(stored is null ? null : ContractMapping.ToRecord(stored), expected),
            replacement is null ? null : ContractMapping.ToItem(replacement), cancellationToken);
        follower.Wake();
        return isDone;
    }

    public async Task<ImmutableArray<ItemRecord>> Page(string from, int limit, CancellationToken cancellationToken) =>
        [.. (await store.ReadPageAsync(from, limit, cancellationToken)).Select(ContractMapping.ToRecord)];

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
            ? ToList(view, query, page => lists.FillSimilar(view, ContractMapping.ToEligible(query.Category, query.AlsoIn, view), item, page))
            : null);
    }

    public Task<ItemList> Trending(ItemListQuery query, CancellationToken cancellationToken)
    {
        FeedView view = views.Current;
        return Task.FromResult(ToList(view, query, page => lists.FillTrending(ContractMapping.ToEligible(query.Category, query.AlsoIn, view), page)));
    }

    public Task<ItemList> Latest(ItemListQuery query, CancellationToken cancellationToken)
    {
        FeedView view = views.Current;
        return Task.FromResult(ToList(view, query, page => ItemLists.FillLatest(ContractMapping.ToEligible(query.Category, query.AlsoIn, view), page)));
    }

    public Task<ImmutableArray<string>> Categories(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<string>>([.. views.Current.Categories]);

    // A record compares its categories as one array with itself.
    private static bool AreEqual(ItemRecord? one, ItemRecord? other) => one is null || other is null
        ? one is null && other is null
        : one.Categories.AsSpan().SequenceEqual(other.Categories.AsSpan()) && one with { Categories = [] } == other with { Categories = [] };

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
