using System.Globalization;

namespace Manidala.Training.Import;

/// <summary>Which columns of a file hold what: names of a header line, or numbers from 1 where the file has none.</summary>
internal sealed record CsvColumns(string User, string Item, string? Time, string? Type, string? Value)
{
    private IEnumerable<string> Given => new[] { User, Item, Time, Type, Value }.OfType<string>();

    /// <summary>Whether all columns are given as numbers, so that the first line is already a row.</summary>
    public bool AreNumbers => Given.All(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0);

    /// <summary>The column's place, from 0; -1 where it was not asked for.</summary>
    public int Find(string? name, DelimitedFile header)
    {
        if (name is null)
        {
            return -1;
        }

        if (AreNumbers)
        {
            return int.Parse(name, CultureInfo.InvariantCulture) - 1;
        }

        int column = header.FindColumn(name);
        string found = string.Join(", ", Enumerable.Range(0, header.ColumnCount).Select(place => header[place]));
        return column >= 0
            ? column
            : throw new ImportException($"{Path.GetFileName(header.Path)} has no column '{name}'. Its first line has: {found}");
    }
}
