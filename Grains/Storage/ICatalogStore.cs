using Manidala.Engine.Catalog;

namespace Manidala.Storage;

/// <summary>An item as it is put; the store gives it its ordinal.</summary>
public sealed record ItemChange(long ChangeSequence, Item Item, bool IsDeleted);

/// <summary>The <c>item</c> table. Every change gets a number from one rising sequence, which replicas follow.</summary>
public interface ICatalogStore
{
    /// <summary>
    /// Inserts or replaces the items whole, by id; <see cref="Item.Ordinal"/> of the argument is ignored. An item equal to the stored one is left
    /// untouched (no new change number). Answers how many were changed.
    /// </summary>
    Task<int> PutAsync(IReadOnlyCollection<Item> items, CancellationToken cancellationToken);

    Task<Item?> GetAsync(string itemId, CancellationToken cancellationToken);

    /// <summary>Those of the items that are there, in no set order.</summary>
    Task<IReadOnlyList<Item>> GetManyAsync(IReadOnlyCollection<string> itemIds, CancellationToken cancellationToken);

    /// <summary>
    /// Changes a stored item by a function of what it is, with no other change between the two, and answers what it is then; null where it is unknown or deleted.
    /// </summary>
    Task<Item?> ChangeAsync(string itemId, Func<Item, Item> change, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the item, or deletes it where <paramref name="replacement"/> is null, if <paramref name="isExpected"/> holds of what is there (null: nothing), with no
    /// other change between the two; false, and nothing is changed, where it does not.
    /// </summary>
    Task<bool> ReplaceAsync(string itemId, Func<Item?, bool> isExpected, Item? replacement, CancellationToken cancellationToken);

    /// <summary>The first of the items whose id is not before <paramref name="from"/>, by id; none that is deleted.</summary>
    Task<IReadOnlyList<Item>> ReadPageAsync(string from, int limit, CancellationToken cancellationToken);

    /// <summary>Marks the item deleted, keeping its ordinal (so that sessions that hold it stay valid); false where it is unknown or deleted already.</summary>
    Task<bool> DeleteAsync(string itemId, CancellationToken cancellationToken);

    /// <summary>The changes after <paramref name="afterChange"/> in order, deleted items included; a follower misses nothing (see <see cref="IInteractionJournal.ReadPageAsync"/>).</summary>
    Task<IReadOnlyList<ItemChange>> ReadChangesAsync(long afterChange, int limit, CancellationToken cancellationToken);
}
