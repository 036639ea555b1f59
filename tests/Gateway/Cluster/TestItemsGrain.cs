using System.Collections.Immutable;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Cluster;

/// <summary>A catalogue in memory.</summary>
public sealed class TestItemsGrain(World world) : Grain, IItemsGrain
{
    public const int LongList = 45;

    public async Task Put(ImmutableArray<ItemRecord> items, CancellationToken cancellationToken = default)
    {
        await world.EnterAsync("put:" + items[0].Id, cancellationToken);
        foreach (var item in items)
        {
            world.Items[item.Id] = item;
        }
    }

    public Task PutMissing(ImmutableArray<ItemRecord> items, CancellationToken cancellationToken = default)
    {
        foreach (var item in items)
        {
            world.Items.TryAdd(item.Id, item);
        }

        return Task.CompletedTask;
    }

    public Task<bool> Change(string itemId, ItemChanges changes, CancellationToken cancellationToken = default)
    {
        world.LastItemChanges[itemId] = changes;
        return Task.FromResult(world.Items.ContainsKey(itemId));
    }

    public async Task<bool> Replace(string itemId, ItemRecord? expected, ItemRecord? replacement, CancellationToken cancellationToken = default)
    {
        await world.EnterAsync("replace:" + itemId, cancellationToken);
        if (world.Items.GetValueOrDefault(itemId)?.Title != expected?.Title)
        {
            return false;
        }

        if (replacement is null)
        {
            world.Items.TryRemove(itemId, out _);
        }
        else
        {
            world.Items[itemId] = replacement;
        }

        return true;
    }

    public async Task<ImmutableArray<ItemRecord>> Page(string from, int limit, CancellationToken cancellationToken = default)
    {
        await world.EnterAsync("page:" + from, cancellationToken);
        return [.. world.Items.Values.OrderBy(item => item.Id, StringComparer.Ordinal).Where(item => string.CompareOrdinal(item.Id, from) >= 0).Take(limit)];
    }

    public Task<ItemRecord?> Get(string itemId, CancellationToken cancellationToken = default) =>
        Task.FromResult(world.Items.GetValueOrDefault(itemId));

    public Task<bool> Delete(string itemId, CancellationToken cancellationToken = default) =>
        Task.FromResult(world.Items.TryRemove(itemId, out _));

    public Task<ItemList?> Similar(string itemId, ItemListQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult(world.Items.ContainsKey(itemId) ? ListOf("similar", query) : null);

    public Task<ItemList> Trending(ItemListQuery query, CancellationToken cancellationToken = default) =>
        Task.FromResult(ListOf("trending", query));

    public Task<ItemList> Latest(ItemListQuery query, CancellationToken cancellationToken = default) => Task.FromResult(ListOf("latest", query));

    public Task<ImmutableArray<string>> Categories(CancellationToken cancellationToken = default) =>
        Task.FromResult<ImmutableArray<string>>(["blue", "red"]);

    // The entry tells the test what was asked for.
    private static ItemList ListOf(string source, ItemListQuery query) => new("m1", query.Category == "long"
        ? [.. Enumerable.Range(0, Math.Min(query.Count, LongList)).Select(at => new FeedItem($"{source}-{at}", 1, source, null))]
        : [new($"{source}-{query.Count}-{query.Category}-{query.WithItems}", 1.25f, source, null)]);
}
