namespace Manidala.Training.Import;

/// <summary>Items in separated columns, with a first line that names them.</summary>
internal sealed class CsvItemTable(string path, string delimiter) : IItemTable
{
    public string Path => path;

    public string RowWord => "line";

    public IReadOnlyList<string> ReadColumns(SourceFiles files)
    {
        files.Watch(path);
        using TextFile file = TextFile.Open(path);
        using var rows = new DelimitedFile(path, file.Reader, delimiter, new MalformedLines(0));
        return rows.Read()
            ? [.. Enumerable.Range(0, rows.ColumnCount).Select(column => rows[column])]
            : throw new ImportException($"{path} holds no item that can be read: it is empty.");
    }

    public IEnumerable<ItemTableRow> ReadRows(SourceFiles files, MalformedLines malformed)
    {
        using TextFile file = files.Open(path);
        using var rows = new DelimitedFile(path, file.Reader, delimiter, malformed);
        int columns = rows.Read() ? rows.ColumnCount : 0;
        while (rows.Read())
        {
            if (rows.ColumnCount != columns)
            {
                malformed.Add(path, rows.Line, FormattableString.Invariant($"{rows.ColumnCount} columns; the first line has {columns}"));
                continue;
            }

            object?[] cells = new object?[columns];
            for (int column = 0; column < columns; column++)
            {
                cells[column] = rows[column] is { Length: > 0 } text ? text : null;
            }

            yield return new ItemTableRow(rows.Line, cells);
        }
    }
}
