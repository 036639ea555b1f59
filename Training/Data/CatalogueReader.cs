using Manidala.Engine.Catalog;
using Manidala.Storage;

namespace Manidala.Training.Data;

/// <summary>Reads the whole catalogue by following its changes from the first.</summary>
internal static class CatalogueReader
{
    private const int PageSize = 5000;

    /// <summary>The ids of every item, deleted ones included.</summary>
    public static async Task<HashSet<string>> ReadAllIdsAsync(ICatalogStore catalogue, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await foreach (ItemChange change in ReadChangesAsync(catalogue, cancellationToken).ConfigureAwait(false))
        {
            ids.Add(change.Item.Id);
        }

        return ids;
    }

    /// <summary>The ids of the items that are there, by ordinal: the order in which they came to the catalogue.</summary>
    public static Task<IReadOnlyList<string>> ReadLiveIdsAsync(ICatalogStore catalogue, CancellationToken cancellationToken) =>
        ReadLiveAsync(catalogue, item => item.Id, cancellationToken);

    /// <summary>The items that are there, whole, by ordinal: the same rows as <see cref="ReadLiveIdsAsync"/> gives for the same state of the catalogue.</summary>
    public static Task<IReadOnlyList<Item>> ReadLiveItemsAsync(ICatalogStore catalogue, CancellationToken cancellationToken) =>
        ReadLiveAsync(catalogue, item => item, cancellationToken);

    private static async Task<IReadOnlyList<T>> ReadLiveAsync<T>(ICatalogStore catalogue, Func<Item, T> take, CancellationToken cancellationToken)
    {
        var byOrdinal = new SortedDictionary<int, T>();
        await foreach (ItemChange change in ReadChangesAsync(catalogue, cancellationToken).ConfigureAwait(false))
        {
            if (change.IsDeleted)
            {
                byOrdinal.Remove(change.Item.Ordinal);
            }
            else
            {
                byOrdinal[change.Item.Ordinal] = take(change.Item);
            }
        }

        return [.. byOrdinal.Values];
    }

    /// <summary>The categories of each item that has some, by its id.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadCategoriesAsync(ICatalogStore catalogue, CancellationToken cancellationToken)
    {
        var categories = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        await foreach (ItemChange change in ReadChangesAsync(catalogue, cancellationToken).ConfigureAwait(false))
        {
            if (change.IsDeleted || change.Item.Categories.IsDefaultOrEmpty)
            {
                categories.Remove(change.Item.Id);
            }
            else
            {
                categories[change.Item.Id] = change.Item.Categories;
            }
        }

        return categories;
    }

    private static async IAsyncEnumerable<ItemChange> ReadChangesAsync(
        ICatalogStore catalogue, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long after = 0;
        while (true)
        {
            IReadOnlyList<ItemChange> page = await catalogue.ReadChangesAsync(after, PageSize, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                yield break;
            }

            foreach (ItemChange change in page)
            {
                yield return change;
            }

            after = page[^1].ChangeSequence;
        }
    }
}
