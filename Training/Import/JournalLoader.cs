using Manidala.Engine.Catalog;
using Manidala.Engine.Sessions;
using Manidala.Storage;
using Manidala.Training.Data;

namespace Manidala.Training.Import;

/// <summary>Stores rows in the order given, with a few groups under way at once, and puts items that nobody has described into the catalogue.</summary>
internal sealed class JournalLoader(IInteractionJournal journal, ICatalogStore catalogue)
{
    /// <summary>Interactions of one commit.</summary>
    public const int GroupSize = 5000;

    private const int ItemsInCall = 1000;
    private const int GroupsUnderWay = 4;

    private readonly Queue<Task<IReadOnlyList<AppendResult>>> _underWay = new();
    private readonly List<Interaction> _group = [];
    private readonly List<Item> _newItems = [];
    private HashSet<string>? _knownItems;

    public long Added { get; private set; }

    public long Known { get; private set; }

    public int ItemsChanged { get; private set; }

    /// <summary>Stores items whole.</summary>
    public async Task PutItemsAsync(IReadOnlyList<Item> items, CancellationToken cancellationToken)
    {
        foreach (Item[] group in items.Chunk(ItemsInCall))
        {
            ItemsChanged += await catalogue.PutAsync(group, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lays descriptions over what the catalogue holds.</summary>
    public async Task DescribeItemsAsync(IEnumerable<DescribedItem> items, CancellationToken cancellationToken)
    {
        foreach (DescribedItem[] group in items.Chunk(ItemsInCall))
        {
            IReadOnlyList<Item> stored = await catalogue.GetManyAsync([.. group.Select(item => item.Id)], cancellationToken).ConfigureAwait(false);
            Dictionary<string, Item> byId = stored.ToDictionary(item => item.Id, StringComparer.Ordinal);
            ItemsChanged += await catalogue
                .PutAsync([.. group.Select(item => ItemMerge.Over(byId.GetValueOrDefault(item.Id), item))], cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task AddAsync(ImportedInteraction row, CancellationToken cancellationToken)
    {
        _knownItems ??= await CatalogueReader.ReadAllIdsAsync(catalogue, cancellationToken).ConfigureAwait(false);
        if (_knownItems.Add(row.ItemId))
        {
            _newItems.Add(Undescribed(row));
        }

        string id = row.Id ?? InteractionIds.Derive(row.UserId, row.ItemId, row.Type, row.TimestampMs);
        await AddAsync(new Interaction(id, row.UserId, row.ItemId, row.Type, row.TimestampMs, row.Value), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores an interaction whose item is in the catalogue.</summary>
    public async Task AddAsync(Interaction interaction, CancellationToken cancellationToken)
    {
        _group.Add(interaction);
        if (_group.Count == GroupSize)
        {
            await FlushGroupAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until everything that was added is committed.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_group.Count > 0)
        {
            await FlushGroupAsync(cancellationToken).ConfigureAwait(false);
        }

        while (_underWay.Count > 0)
        {
            await FinishOldestAsync().ConfigureAwait(false);
        }
    }

    private static Item Undescribed(ImportedInteraction row) => new(
        0, row.ItemId, row.ItemId, [], "{}", IsHidden: false, DateTimeOffset.FromUnixTimeMilliseconds(row.TimestampMs), ExpiresAt: null);

    private async Task FlushGroupAsync(CancellationToken cancellationToken)
    {
        if (_newItems.Count > 0)
        {
            ItemsChanged += await catalogue.PutAsync([.. _newItems], cancellationToken).ConfigureAwait(false);
            _newItems.Clear();
        }

        if (_underWay.Count == GroupsUnderWay)
        {
            await FinishOldestAsync().ConfigureAwait(false);
        }

        _underWay.Enqueue(journal.AppendAsync([.. _group], cancellationToken));
        _group.Clear();
    }

    private async Task FinishOldestAsync()
    {
        foreach (AppendResult result in await _underWay.Dequeue().ConfigureAwait(false))
        {
            if (result.IsDuplicate)
            {
                Known++;
            }
            else
            {
                Added++;
            }
        }
    }
}
