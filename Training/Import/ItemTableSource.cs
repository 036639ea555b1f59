using System.Globalization;

namespace Manidala.Training.Import;

/// <summary>
/// Items of a table. It is read twice: what a column of texts holds (texts, several texts, or numbers) is only known at its end, and all items must agree.
/// </summary>
internal sealed class ItemTableSource(IItemTable table, ItemColumns columns) : IItemSource
{
    public string Path => table.Path;

    public IEnumerable<DescribedItem> Read(SourceFiles files, MalformedLines malformed)
    {
        IReadOnlyList<string> names = table.ReadColumns(files);
        Places places = FindPlaces(names);
        ColumnForm[] forms = [.. names.Select(name => new ColumnForm(name, columns))];
        foreach (ItemTableRow row in table.ReadRows(files, new MalformedLines(int.MaxValue)))
        {
            for (int column = 0; column < forms.Length; column++)
            {
                forms[column].Look(row.Cells[column]);
            }
        }

        var builder = new ItemBuilder();
        foreach (ItemTableRow row in table.ReadRows(files, malformed))
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{table.RowWord} {row.Number}");
            if (TryRead(row, place, places, forms, builder, out DescribedItem? item) is { } problem)
            {
                malformed.Add(table.Path, place, problem);
            }
            else
            {
                yield return item!;
            }
        }
    }

    private static int Find(IReadOnlyList<string> names, IReadOnlyList<string> wanted) => wanted
        .Select(name => names.ToList().FindIndex(found => string.Equals(found, name, StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault(place => place >= 0, -1);

    private static string? TryReadTime(object? cell, out DateTimeOffset? time)
    {
        time = cell as DateTimeOffset?;
        if (cell is null or DateTimeOffset)
        {
            return null;
        }

        string? problem = FieldReader.TryReadTime(ColumnForm.TextOf(cell), out long milliseconds);
        time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return problem;
    }

    private Places FindPlaces(IReadOnlyList<string> names)
    {
        string list = string.Join(", ", names);
        string file = System.IO.Path.GetFileName(table.Path);
        if (columns.Demanded.FirstOrDefault(name => Find(names, [name]) < 0) is { } missing)
        {
            throw new ImportException($"{file} has no column '{missing}'. It has: {list}");
        }

        if (names.Where(name => name.Length > 0).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
        {
            throw new ImportException($"{file} has the column '{twice}' twice. It has: {list}");
        }

        int id = Find(names, columns.IdNames);
        return id >= 0
            ? new Places(id, Find(names, columns.TitleNames), Find(names, columns.CategoryNames), columns.Time is null ? -1 : Find(names, [columns.Time]))
            : throw new ImportException($"{file} has no column '{string.Join("' or '", columns.IdNames)}'; --id names another. It has: {list}");
    }

    private string? TryRead(ItemTableRow row, string place, Places places, ColumnForm[] forms, ItemBuilder builder, out DescribedItem? item)
    {
        item = null;
        var attributes = new List<KeyValuePair<string, object>>();
        for (int column = 0; column < forms.Length; column++)
        {
            // A column without a name is the numbering that pandas writes.
            bool isLeftOut = forms[column].Name.Length == 0 || ItemColumns.Has(columns.Ignored, forms[column].Name);
            if (isLeftOut || places.Holds(column) || row.Cells[column] is null)
            {
                continue;
            }

            if (forms[column].TryConvert(row.Cells[column]!, out object? value) is { } problem)
            {
                return problem;
            }

            if (value is not null)
            {
                attributes.Add(new(forms[column].Name, value));
            }
        }

        if (TryReadTime(places.Time < 0 ? null : row.Cells[places.Time], out DateTimeOffset? time) is { } wrong)
        {
            return wrong;
        }

        string? title = places.Title < 0 || row.Cells[places.Title] is not { } cell ? null : ColumnForm.TextOf(cell);
        object? categories = places.Categories < 0 ? null : row.Cells[places.Categories];
        var described = new DescribedItem(ColumnForm.TextOf(row.Cells[places.Id]), title, ReadCategories(categories), "{}", time);
        return builder.TryBuild(place, described, attributes, out item);
    }

    // A file that has categories says of an item without one that it has none; a file that has no such column leaves them as they are.
    private List<string>? ReadCategories(object? cell) => cell switch
    {
        null => null,
        string text => [.. columns.Split(text)],
        Array list => [.. list.Cast<object>().Select(ColumnForm.TextOf).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal)],
        _ => [ColumnForm.TextOf(cell)],
    };

    private readonly record struct Places(int Id, int Title, int Categories, int Time)
    {
        public bool Holds(int column) => column == Id || column == Title || column == Categories || column == Time;
    }
}
