namespace Manidala.Training.Data;

/// <summary>Gives items their rows in the order in which they first appear. Several files read with one table share its rows.</summary>
internal sealed class ItemRows
{
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];

    /// <summary>Row i belongs to id i; it grows with every new item.</summary>
    public IReadOnlyList<string> Ids => _ids;

    public int RowOf(string id)
    {
        if (!_rows.TryGetValue(id, out int row))
        {
            row = _ids.Count;
            _rows.Add(id, row);
            _ids.Add(id);
        }

        return row;
    }
}
