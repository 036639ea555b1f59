namespace Manidala.Training.Import;

/// <summary>Items of a Parquet file.</summary>
internal sealed class ParquetItemTable(string path, IReadOnlyCollection<string> ignored) : IItemTable
{
    public string Path => path;

    public string RowWord => "row";

    public IReadOnlyList<string> ReadColumns(SourceFiles files)
    {
        files.Watch(path);
        using TextFile file = TextFile.Open(path);
        using ParquetFile parquet = ParquetFile.Open(file);
        return parquet.Columns;
    }

    public IEnumerable<ItemTableRow> ReadRows(SourceFiles files, MalformedLines malformed)
    {
        using TextFile file = files.Open(path);
        using ParquetFile parquet = ParquetFile.Open(file);
        long number = 0;
        for (int group = 0; group < parquet.GroupCount; group++)
        {
            object?[]?[] columns = [.. parquet.Columns.Select(name => ItemColumns.Has(ignored, name) ? null : parquet.Read(group, name))];
            int rows = parquet.RowsOf(group);
            for (int row = 0; row < rows; row++)
            {
                yield return new ItemTableRow(++number, [.. columns.Select(column => column?[row])]);
            }
        }
    }
}
