using System.Data.Common;
using Manidala.Engine.Catalog;
using Manidala.Storage.Sql;

namespace Manidala.Storage.Catalog;

/// <summary>
/// The <c>item</c> table. Ordinals and change numbers are given out under the write lock, from the highest in the table, so they are dense
/// and are committed in their order: a follower that reads up to the highest has missed nothing.
/// </summary>
internal sealed class CatalogStore(SqlDatabase database) : ICatalogStore
{
    /// <summary>Items a statement: bounds the JSON that carries them.</summary>
    private const int BatchSize = 1000;

    private static readonly string SelectItems = $"SELECT {ItemRows.Columns} FROM item";

    public Task<int> PutAsync(IReadOnlyCollection<Item> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        Dictionary<string, Item> latest = new(items.Count, StringComparer.Ordinal);
        foreach (Item item in items)
        {
            ItemRows.Check(item);
            latest[item.Id] = item;
        }

        return latest.Count == 0
            ? Task.FromResult(0)
            : database.WriteAsync(WriteLock.Catalog, connection => PutAsync(connection, latest.Values, cancellationToken), cancellationToken);
    }

    public async Task<Item?> GetAsync(string itemId, CancellationToken cancellationToken)
    {
        StorableText.Check(itemId, nameof(itemId));
        ItemChange? found = await database
            .ReadAsync(connection => FindAsync(connection, itemId, cancellationToken), cancellationToken).ConfigureAwait(false);
        return found is { IsDeleted: false } ? found.Item : null;
    }

    public async Task<IReadOnlyList<Item>> GetManyAsync(IReadOnlyCollection<string> itemIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(itemIds);
        List<Item> found = [];
        foreach (string[] batch in itemIds.Chunk(BatchSize))
        {
            Array.ForEach(batch, id => StorableText.Check(id, nameof(itemIds)));
            Dictionary<string, ItemChange> stored = await database
                .ReadAsync(connection => ReadStoredAsync(connection, batch, cancellationToken), cancellationToken).ConfigureAwait(false);
            found.AddRange(stored.Values.Where(change => !change.IsDeleted).Select(change => change.Item));
        }

        return found;
    }

    public Task<Item?> ChangeAsync(string itemId, Func<Item, Item> change, CancellationToken cancellationToken)
    {
        StorableText.Check(itemId, nameof(itemId));
        ArgumentNullException.ThrowIfNull(change);
        return database.WriteAsync(
            WriteLock.Catalog,
            async connection =>
            {
                ItemChange? found = await FindAsync(connection, itemId, cancellationToken).ConfigureAwait(false);
                if (found is not { IsDeleted: false })
                {
                    return null;
                }

                Item changed = change(found.Item) with { Id = itemId };
                ItemRows.Check(changed);
                await PutAsync(connection, [changed], cancellationToken).ConfigureAwait(false);
                return changed;
            },
            cancellationToken);
    }

    public Task<bool> ReplaceAsync(string itemId, Func<Item?, bool> isExpected, Item? replacement, CancellationToken cancellationToken)
    {
        StorableText.Check(itemId, nameof(itemId));
        ArgumentNullException.ThrowIfNull(isExpected);
        return database.WriteAsync(
            WriteLock.Catalog,
            async connection =>
            {
                ItemChange? found = await FindAsync(connection, itemId, cancellationToken).ConfigureAwait(false);
                if (!isExpected(found is { IsDeleted: false } ? found.Item : null))
                {
                    return false;
                }

                if (replacement is null)
                {
                    await DeleteAsync(connection, itemId, cancellationToken).ConfigureAwait(false);
                    return true;
                }

                Item item = replacement with { Id = itemId };
                ItemRows.Check(item);
                await PutAsync(connection, [item], cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<Item>> ReadPageAsync(string from, int limit, CancellationToken cancellationToken)
    {
        StorableText.Check(from, nameof(from));
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return database.ReadAsync<IReadOnlyList<Item>>(
            async connection => await connection
                .Command(
                    $"{SelectItems} WHERE id >= @from AND is_deleted = @no ORDER BY id LIMIT @limit", ("from", from), ("no", false), ("limit", limit))
                .ListAsync(row => ItemRows.Read(row).Item, cancellationToken).ConfigureAwait(false),
            cancellationToken);
    }

    public Task<bool> DeleteAsync(string itemId, CancellationToken cancellationToken)
    {
        StorableText.Check(itemId, nameof(itemId));
        return database.WriteAsync(WriteLock.Catalog, connection => DeleteAsync(connection, itemId, cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyList<ItemChange>> ReadChangesAsync(long afterChange, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return database.ReadAsync<IReadOnlyList<ItemChange>>(
            async connection => await connection
                .Command($"{SelectItems} WHERE change_sequence > @after ORDER BY change_sequence LIMIT @limit", ("after", afterChange), ("limit", limit))
                .ListAsync(ItemRows.Read, cancellationToken).ConfigureAwait(false),
            cancellationToken);
    }

    private static async Task<ItemChange?> FindAsync(DbConnection connection, string itemId, CancellationToken cancellationToken) =>
        (await connection.Command($"{SelectItems} WHERE id = @id", ("id", itemId))
            .ListAsync(ItemRows.Read, cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    private static async Task<bool> DeleteAsync(DbConnection connection, string itemId, CancellationToken cancellationToken) => await connection
        .Command(
            """
            UPDATE item SET is_deleted = @yes, change_sequence = (SELECT MAX(change_sequence) + 1 FROM item)
            WHERE id = @id AND is_deleted = @no
            """,
            ("id", itemId), ("yes", true), ("no", false))
        .ExecuteAsync(cancellationToken).ConfigureAwait(false) > 0;

    private async Task<int> PutAsync(DbConnection connection, IEnumerable<Item> items, CancellationToken cancellationToken)
    {
        long ordinal = await MaxAsync(connection, "ordinal", cancellationToken).ConfigureAwait(false) ?? -1;
        long change = await MaxAsync(connection, "change_sequence", cancellationToken).ConfigureAwait(false) ?? 0;
        int changed = 0;
        foreach (Item[] batch in items.Chunk(BatchSize))
        {
            Dictionary<string, ItemChange> stored = await ReadStoredAsync(connection, batch.Select(item => item.Id), cancellationToken).ConfigureAwait(false);
            List<ItemChange> rows = [];
            foreach (Item item in batch)
            {
                if (!stored.TryGetValue(item.Id, out ItemChange? before))
                {
                    rows.Add(new ItemChange(++change, item with { Ordinal = checked((int)++ordinal) }, IsDeleted: false));
                }
                else if (before.IsDeleted || !ItemRows.AreEqual(before.Item, item))
                {
                    rows.Add(new ItemChange(++change, item with { Ordinal = before.Item.Ordinal }, IsDeleted: false));
                }
            }

            await UpsertAsync(connection, rows, cancellationToken).ConfigureAwait(false);
            changed += rows.Count;
        }

        return changed;
    }

    private async Task<Dictionary<string, ItemChange>> ReadStoredAsync(
        DbConnection connection, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        List<ItemChange> stored = await connection
            .Command($"{SelectItems} WHERE id IN ({database.Dialect.ListOfIds})", ("ids", ItemRows.IdsToJson(ids)))
            .ListAsync(ItemRows.Read, cancellationToken).ConfigureAwait(false);
        return stored.ToDictionary(change => change.Item.Id, StringComparer.Ordinal);
    }

    private async Task UpsertAsync(DbConnection connection, List<ItemChange> rows, CancellationToken cancellationToken)
    {
        if (rows.Count > 0)
        {
            await connection.Command(database.Dialect.UpsertItems, ("rows", ItemRows.ToJson(rows)))
                .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static Task<long?> MaxAsync(DbConnection connection, string column, CancellationToken cancellationToken) =>
        connection.Command($"SELECT MAX({column}) FROM item").ScalarAsync(cancellationToken);
}
