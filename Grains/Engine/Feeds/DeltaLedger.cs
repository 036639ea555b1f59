using Manidala.Engine.Catalog;
using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Feeds;

/// <summary>
/// Which items came after one model, which of them have a vector, and in which row each stands. Encodes and builds nothing itself. Not thread-safe.
/// </summary>
internal sealed class DeltaLedger(LoadedModel model)
{
    // The vector that counts of each item; rows of others are dead.
    private readonly Dictionary<int, LaterItem> _items = [];
    private readonly Dictionary<int, Item> _waiting = [];
    private readonly List<LaterItem> _recent = [];
    private CatalogSnapshot _catalog = CatalogSnapshot.Empty();

    // The change of each ordinal that was taken over; 0 for no item.
    private long[] _noticed = [];
    private ItemIndex _main = model.Index;
    private LaterItem[] _merged = [];
    private int _deadRows;

    /// <summary>Items that have no vector yet, or not one of what they say now.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>Rows beside the index.</summary>
    public int RecentCount => _recent.Count;

    /// <summary>What a new index would bring in or rid itself of.</summary>
    public int Unmerged => _recent.Count + _waiting.Count + _deadRows;

    /// <summary>Whether something changed since <see cref="ToDelta"/>.</summary>
    public bool IsChanged { get; private set; } = true;

    /// <summary>Takes over what changed; O(ordinals) comparisons of numbers.</summary>
    public void Notice(CatalogSnapshot catalog)
    {
        _catalog = catalog;
        if (_noticed.Length < catalog.OrdinalLimit)
        {
            Array.Resize(ref _noticed, catalog.OrdinalLimit);
        }

        for (int ordinal = 0; ordinal < catalog.OrdinalLimit; ordinal++)
        {
            ref readonly CatalogEntry item = ref catalog.Entry(ordinal);
            if (item.Change != _noticed[ordinal])
            {
                _noticed[ordinal] = item.Change;
                Notice(ordinal, item.Id);
            }
        }
    }

    /// <summary>Takes all that waits, to be encoded.</summary>
    public DeltaWork TakeWaiting()
    {
        Item[] taken = [.. _waiting.Values];
        _waiting.Clear();
        return new DeltaWork(taken, Encoded: null);
    }

    /// <summary>Takes what a new index is to hold, and forgets the oldest items beyond <paramref name="most"/>; answers how many those are.</summary>
    public (DeltaWork Work, int Forgotten) TakeMerge(int most)
    {
        int[] oldest = [.. _items.Keys.Union(_waiting.Keys).OrderDescending().Skip(most)];
        Array.ForEach(oldest, Forget);
        return (TakeWaiting() with { Encoded = [.. _items.Values] }, oldest.Length);
    }

    /// <summary>Takes back what could not be done.</summary>
    public void GiveBack(DeltaWork work)
    {
        foreach (Item item in work.Items)
        {
            if (IsStill(item))
            {
                _waiting[item.Ordinal] = item;
            }
        }
    }

    /// <summary>Enters vectors as rows beside the index. Of an item that says something else by now they do not count.</summary>
    public void Enter(DeltaWork work, IReadOnlyList<LaterItem> encoded)
    {
        foreach (LaterItem later in EnterVectors(work, encoded))
        {
            _recent.Add(later);
        }
    }

    /// <summary>Enters vectors and the index that was built with them.</summary>
    /// <param name="merged">In the order of the index's rows behind the model's.</param>
    public void Enter(DeltaWork work, IReadOnlyList<LaterItem> encoded, LaterItem[] merged, ItemIndex main)
    {
        EnterVectors(work, encoded);
        _main = main;
        _merged = merged;
        var isMerged = new HashSet<LaterItem>(merged, ReferenceEqualityComparer.Instance);
        _recent.RemoveAll(isMerged.Contains);
        IsChanged = true;
    }

    /// <summary>What feeds are made from; null where there is no row behind the model's own.</summary>
    public ItemDelta? ToDelta()
    {
        IsChanged = false;
        _recent.RemoveAll(later => !Counts(later));
        if (_merged.Length == 0 && _recent.Count == 0)
        {
            return null;
        }

        ItemIndex? recent = _recent.Count == 0 ? null : new ItemIndex(VectorsOf(_recent, model.Dimension));
        int[] merged = [.. _merged.Select(later => Counts(later) ? later.Item.Ordinal : -1)];
        var delta = new ItemDelta(new LayeredIndex(_main, recent), model.ItemCount, merged, [.. _recent.Select(later => later.Item.Ordinal)]);
        _deadRows = delta.DeadRows;
        return delta;
    }

    /// <summary>The items' vectors as rows.</summary>
    public static ItemVectors VectorsOf(IReadOnlyList<LaterItem> items, int dimension)
    {
        float[] vectors = new float[items.Count * dimension];
        float[] biases = new float[items.Count];
        for (int row = 0; row < items.Count; row++)
        {
            items[row].Vector.CopyTo(vectors, row * dimension);
            biases[row] = items[row].Bias;
        }

        return new ItemVectors(vectors, biases, dimension);
    }

    private void Notice(int ordinal, string? id)
    {
        if (id is null)
        {
            Forget(ordinal);
        }
        else if (!model.TryGetRow(id, out _))
        {
            Item item = _catalog[ordinal]!;
            if (_items.TryGetValue(ordinal, out LaterItem? known) && SaysTheSame(known.Item, item))
            {
                _waiting.Remove(ordinal);
            }
            else
            {
                _waiting[ordinal] = item;
            }
        }
    }

    private void Forget(int ordinal)
    {
        IsChanged |= _items.Remove(ordinal);
        _waiting.Remove(ordinal);
    }

    /// <summary>Answers those that count; one that gave no vector loses what it had.</summary>
    private List<LaterItem> EnterVectors(DeltaWork work, IReadOnlyList<LaterItem> encoded)
    {
        var vectors = encoded.ToDictionary(later => later.Item.Ordinal);
        var entered = new List<LaterItem>(encoded.Count);
        foreach (Item item in work.Items.Where(IsStill))
        {
            Forget(item.Ordinal);
            if (vectors.TryGetValue(item.Ordinal, out LaterItem? later))
            {
                _items[item.Ordinal] = later;
                entered.Add(later);
                IsChanged = true;
            }
        }

        return entered;
    }

    private bool Counts(LaterItem later) => _items.TryGetValue(later.Item.Ordinal, out LaterItem? counting) && ReferenceEquals(counting, later);

    private bool IsStill(Item item) => _catalog[item.Ordinal] is { } now && SaysTheSame(now, item);

    private static bool SaysTheSame(Item one, Item other) =>
        one.AttributesJson == other.AttributesJson && one.Categories.AsSpan().SequenceEqual(other.Categories.AsSpan());
}
