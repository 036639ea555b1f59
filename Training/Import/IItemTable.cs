namespace Manidala.Training.Import;

/// <summary>A file of items with columns, which can be read more than once.</summary>
internal interface IItemTable
{
    string Path { get; }

    /// <summary>What one row is called in messages.</summary>
    string RowWord { get; }

    IReadOnlyList<string> ReadColumns(SourceFiles files);

    /// <summary>The rows, a cell a column: null, string, bool, long, double, <see cref="DateTimeOffset"/>, or an array of strings, longs or doubles.</summary>
    IEnumerable<ItemTableRow> ReadRows(SourceFiles files, MalformedLines malformed);
}
