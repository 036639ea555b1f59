using System.Globalization;

namespace Manidala.Training.Import;

/// <summary>Interactions of a Parquet file whose columns the user names. Without a column of times, the file's order is the order of events.</summary>
internal sealed class ParquetRows(string path, CsvColumns columns) : IRowSource
{
    public bool IsInOrder => columns.Time is null;

    public string Path => path;

    public IEnumerable<ImportedInteraction> Read(SourceFiles files, MalformedLines malformed)
    {
        using TextFile file = files.Open(path);
        using ParquetFile parquet = ParquetFile.Open(file);
        string[] names = [.. new[] { columns.User, columns.Item, columns.Time, columns.Type, columns.Value }.Select(name => name is null ? "" : parquet.Find(name))];
        long number = 0;
        for (int group = 0; group < parquet.GroupCount; group++)
        {
            object?[]?[] cells = [.. names.Select(name => name.Length == 0 ? null : parquet.Read(group, name))];
            int rows = parquet.RowsOf(group);
            for (int row = 0; row < rows; row++)
            {
                number++;
                if (TryRead(cells, row, number, out ImportedInteraction read) is { } problem)
                {
                    malformed.Add(path, string.Create(CultureInfo.InvariantCulture, $"row {number}"), problem);
                }
                else
                {
                    yield return read;
                }
            }
        }
    }

    private static string? TryRead(object?[]?[] cells, int row, long number, out ImportedInteraction read)
    {
        string user = "";
        string item = "";
        string type = "view";
        long time = SequenceRows.Epoch.ToUnixTimeMilliseconds() + (number * 1000);
        double value = 1;
        string? problem = TryReadId("user", cells[0]![row], out user)
            ?? TryReadId("item", cells[1]![row], out item)
            ?? (cells[2] is { } times ? TryReadTime(times[row], out time) : null)
            ?? (cells[3] is { } types ? FieldReader.ProblemWithType(type = string.Intern(TextOf(types[row]))) : null)
            ?? (cells[4] is { } values ? FieldReader.TryReadValue(TextOf(values[row]), out value) : null);
        read = new ImportedInteraction(time, number, user, item, type, value);
        return problem;
    }

    private static string? TryReadId(string what, object? cell, out string id)
    {
        id = cell as string ?? (cell is long number ? number.ToString(CultureInfo.InvariantCulture) : "");
        return cell is null or string or long
            ? FieldReader.ProblemWithId(what, id)
            : $"the {what} id is {cell.GetType().Name} ({FieldReader.Shorten(TextOf(cell))}); expected a text or a whole number";
    }

    private static string? TryReadTime(object? cell, out long time)
    {
        if (cell is DateTimeOffset moment)
        {
            return FieldReader.TryReadTime(moment.ToString("O", CultureInfo.InvariantCulture), out time);
        }

        return FieldReader.TryReadTime(TextOf(cell), out time);
    }

    private static string TextOf(object? cell) => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
}
