using System.Collections.Immutable;

namespace Manidala.Grains.Interfaces;

/// <summary>The catalogue and the lists that need no user; key 0. Any silo answers from its own replica.</summary>
[Alias("manidala.IItemsGrain")]
public interface IItemsGrain : IGrainWithIntegerKey
{
    /// <summary>Stores the items whole, new ones and replaced ones; every silo's feeds show them within a second.</summary>
    [Alias("Put")]
    Task Put(ImmutableArray<ItemRecord> items, CancellationToken cancellationToken = default);

    /// <summary>Stores those of the items that the catalogue does not hold yet.</summary>
    [Alias("PutMissing")]
    Task PutMissing(ImmutableArray<ItemRecord> items, CancellationToken cancellationToken = default);

    /// <summary>Changes an item; false where there is none.</summary>
    [Alias("Change")]
    Task<bool> Change(string itemId, ItemChanges changes, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores the item, or deletes it where <paramref name="replacement"/> is null, if what is there is <paramref name="expected"/> (null: nothing), with no other change
    /// between the two; false, and nothing is changed, where it is not.
    /// </summary>
    [Alias("Replace")]
    Task<bool> Replace(string itemId, ItemRecord? expected, ItemRecord? replacement, CancellationToken cancellationToken = default);

    /// <summary>The first items of those whose id is not before <paramref name="from"/>, by id.</summary>
    [Alias("Page")]
    Task<ImmutableArray<ItemRecord>> Page(string from, int limit, CancellationToken cancellationToken = default);

    [Alias("Get")]
    Task<ItemRecord?> Get(string itemId, CancellationToken cancellationToken = default);

    /// <summary>Takes the item out of the catalogue; false where there was none.</summary>
    [Alias("Delete")]
    Task<bool> Delete(string itemId, CancellationToken cancellationToken = default);

    /// <summary>Items nearest to this one in the model's space; null where the item is unknown.</summary>
    [Alias("Similar")]
    Task<ItemList?> Similar(string itemId, ItemListQuery query, CancellationToken cancellationToken = default);

    /// <summary>Items with the most weighted interactions of late.</summary>
    [Alias("Trending")]
    Task<ItemList> Trending(ItemListQuery query, CancellationToken cancellationToken = default);

    /// <summary>Items by their own timestamp, newest first.</summary>
    [Alias("Latest")]
    Task<ItemList> Latest(ItemListQuery query, CancellationToken cancellationToken = default);

    /// <summary>The categories in use, most items first.</summary>
    [Alias("Categories")]
    Task<ImmutableArray<string>> Categories(CancellationToken cancellationToken = default);
}
