using System.Buffers;
using System.Text;

namespace Manidala.Engine.Catalog;

/// <summary>
/// Neighbouring ordinals' items, their texts as UTF-8 in one piece: an object an item and its strings took four times the memory. Immutable.
/// </summary>
internal sealed class CatalogPage
{
    // Small enough that a change of one item copies little.
    public const int Places = 256;

    public static readonly CatalogPage Empty = new(new CatalogEntry[Places], [], null);

    private readonly CatalogEntry[] _entries;
    private readonly byte[] _texts;

    // One more than the ticks of UTC, 0 for never; null where nothing of the page expires.
    private readonly long[]? _expiries;
    private volatile PageTraits? _traits;

    private CatalogPage(CatalogEntry[] entries, byte[] texts, long[]? expiries)
    {
        _entries = entries;
        _texts = texts;
        _expiries = expiries;
        ItemCount = entries.Count(entry => entry.Id is not null);
    }

    public int ItemCount { get; }

    /// <summary>Read when they are first asked for: most catalogues are never filtered by attributes.</summary>
    public PageTraits Traits => _traits ??= new PageTraits(this);

    public ref readonly CatalogEntry this[int place] => ref _entries[place];

    public DateTimeOffset? ExpiryOf(int place) => _expiries?[place] is { } after and not 0 ? new DateTimeOffset(after - 1, TimeSpan.Zero) : null;

    /// <summary>The item's attributes as JSON.</summary>
    public ReadOnlySpan<byte> Attributes(int place) => _texts.AsSpan(_entries[place].TitleAt + _entries[place].TitleBytes, _entries[place].AttributesBytes);

    /// <summary>The item as an object of its own; null where there is none.</summary>
    public Item? Make(int ordinal)
    {
        ref readonly CatalogEntry entry = ref _entries[ordinal % Places];
        return entry.Id is null
            ? null
            : new Item(
                ordinal,
                entry.Id,
                Encoding.UTF8.GetString(_texts, entry.TitleAt, entry.TitleBytes),
                entry.Categories,
                Encoding.UTF8.GetString(_texts, entry.TitleAt + entry.TitleBytes, entry.AttributesBytes),
                entry.IsHidden,
                new DateTimeOffset(entry.Ticks, TimeSpan.Zero),
                ExpiryOf(ordinal % Places));
    }

    /// <summary>The page after changes of its ordinals, the last of which counts.</summary>
    public CatalogPage With(IEnumerable<CatalogChange> changes, CategoryPool categories)
    {
        var changed = new CatalogChange?[Places];
        foreach (CatalogChange change in changes)
        {
            changed[change.Ordinal % Places] = change;
        }

        var entries = new CatalogEntry[Places];
        var texts = new ArrayBufferWriter<byte>(Math.Max(_texts.Length, 1));
        long[] expiries = _expiries is null ? new long[Places] : [.. _expiries];
        for (int place = 0; place < Places; place++)
        {
            if (changed[place] is not { } change)
            {
                entries[place] = Keep(_entries[place], texts);
            }
            else
            {
                entries[place] = change.Item is { } item ? Put(item, change.ChangeSequence, texts, categories) : default;
                expiries[place] = change.Item?.ExpiresAt is { } expiry ? expiry.UtcTicks + 1 : 0;
            }
        }

        return new CatalogPage(entries, texts.WrittenSpan.ToArray(), Array.TrueForAll(expiries, ticks => ticks == 0) ? null : expiries);
    }

    private CatalogEntry Keep(in CatalogEntry entry, ArrayBufferWriter<byte> texts)
    {
        int at = texts.WrittenCount;
        texts.Write(_texts.AsSpan(entry.TitleAt, entry.TitleBytes + entry.AttributesBytes));
        return entry with { TitleAt = at };
    }

    private static CatalogEntry Put(Item item, long change, ArrayBufferWriter<byte> texts, CategoryPool categories)
    {
        int at = texts.WrittenCount;
        int title = (int)Encoding.UTF8.GetBytes(item.Title, texts);
        return new CatalogEntry
        {
            Id = item.Id,
            Categories = categories.Of(item.Categories),
            Change = change,
            Ticks = item.Timestamp.UtcTicks,
            IsHidden = item.IsHidden,
            TitleAt = at,
            TitleBytes = title,
            AttributesBytes = (int)Encoding.UTF8.GetBytes(item.AttributesJson, texts),
        };
    }
}
