using Manidala.Engine.Sessions;

namespace Manidala.Training.Data;

/// <summary>Writes users' interactions to columns, one user after the other.</summary>
/// <param name="folder">Where the columns' files go; null for arrays.</param>
internal sealed class UserColumnWriter(string? folder) : IDisposable
{
    /// <summary>Most negatives that are kept of a user, the newest ones.</summary>
    public const int MostNegatives = 100;

    private static readonly InteractionKind[] Kinds = [.. InteractionTypes.Default.InOrder.Select(type => type.Kind)];
    private readonly ColumnWriter<int> _items = new(PathOf(folder, "items"));
    private readonly ColumnWriter<byte> _types = new(PathOf(folder, "types"));
    private readonly ColumnWriter<long> _times = new(PathOf(folder, "times"));
    private readonly ColumnWriter<long> _offsets = new(PathOf(folder, "offsets"));
    private readonly ColumnWriter<int> _negatives = new(PathOf(folder, "negatives"));
    private readonly ColumnWriter<int> _negativePlaces = new(PathOf(folder, "negative-places"));
    private readonly ColumnWriter<long> _negativeOffsets = new(PathOf(folder, "negative-offsets"));
    private readonly HashSet<int> _liked = [];
    private readonly HashSet<int> _taken = [];
    private readonly List<(int Item, int Place)> _found = [];

    /// <param name="all">All of one user's, in the log's order.</param>
    /// <returns>False, with nothing written, where the user has taken back all that showed interest.</returns>
    public bool Add(Span<JournalRow> all)
    {
        ReadOnlySpan<JournalRow> rows = JournalUndo.LeaveOut(all);
        if (!HasPositive(rows))
        {
            return false;
        }

        _offsets.Add(_items.Length);
        _negativeOffsets.Add(_negatives.Length);
        int kept = 0;
        int last = -1;
        bool hasNegatives = false;
        foreach (JournalRow row in rows)
        {
            if (Kinds[row.Type] != InteractionKind.Positive)
            {
                hasNegatives = true;
            }
            else if (row.Item != last)
            {
                _items.Add(last = row.Item);
                _types.Add(row.Type);
                _times.Add(row.Time);
                kept++;
            }
        }

        if (hasNegatives)
        {
            AddNegatives(rows, kept);
        }

        return true;
    }

    public Columns Complete(ICollection<IDisposable> owned)
    {
        _offsets.Add(_items.Length);
        _negativeOffsets.Add(_negatives.Length);
        return new Columns(
            _items.Complete(owned),
            _types.Complete(owned),
            _times.Complete(owned),
            _offsets.Complete(owned),
            _negatives.Complete(owned),
            _negativePlaces.Complete(owned),
            _negativeOffsets.Complete(owned));
    }

    public void Dispose()
    {
        IDisposable[] columns = [_items, _types, _times, _offsets, _negatives, _negativePlaces, _negativeOffsets];
        Array.ForEach(columns, column => column.Dispose());
    }

    private static bool HasPositive(ReadOnlySpan<JournalRow> rows)
    {
        foreach (ref readonly JournalRow row in rows)
        {
            if (Kinds[row.Type] == InteractionKind.Positive)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// From the newest to the oldest: what was turned down and not taken up afterwards, and what was shown and never taken up at all.
    /// </summary>
    private void AddNegatives(ReadOnlySpan<JournalRow> rows, int kept)
    {
        _liked.Clear();
        _taken.Clear();
        _found.Clear();
        foreach (JournalRow row in rows)
        {
            if (Kinds[row.Type] == InteractionKind.Positive)
            {
                _liked.Add(row.Item);
            }
        }

        int[] placeOf = PlacesOf(rows, kept);
        var likedLater = new HashSet<int>();
        for (int at = rows.Length - 1; at >= 0 && _found.Count < MostNegatives; at--)
        {
            int item = rows[at].Item;
            switch (Kinds[rows[at].Type])
            {
                case InteractionKind.Positive:
                    likedLater.Add(item);
                    break;
                case InteractionKind.Negative when !likedLater.Contains(item) && _taken.Add(item):
                case InteractionKind.Impression when !_liked.Contains(item) && _taken.Add(item):
                    _found.Add((item, placeOf[at]));
                    break;
            }
        }

        for (int at = _found.Count - 1; at >= 0; at--)
        {
            _negatives.Add(_found[at].Item);
            _negativePlaces.Add(_found[at].Place);
        }
    }

    /// <summary>How many kept items came before each row.</summary>
    private static int[] PlacesOf(ReadOnlySpan<JournalRow> rows, int kept)
    {
        var places = new int[rows.Length];
        int before = 0;
        int last = -1;
        for (int at = 0; at < rows.Length; at++)
        {
            places[at] = before;
            if (Kinds[rows[at].Type] == InteractionKind.Positive && rows[at].Item != last)
            {
                last = rows[at].Item;
                before = Math.Min(kept, before + 1);
            }
        }

        return places;
    }

    private static string? PathOf(string? folder, string name) => folder is null ? null : Path.Combine(folder, $"{name}.column");
}
