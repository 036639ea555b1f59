using System.Globalization;

namespace Manidala.Training.Import;

/// <summary>
/// Yoochoose's clicks (session, time, item, category) and buys (session, time, item, price, quantity), which have no header, and tables with the columns
/// SessionId, ItemId and Time. A session is a user. A purchase's value is price times quantity, or 1 where they are unknown, which is written as 0.
/// </summary>
internal sealed class YoochooseRows(IReadOnlyList<string> paths) : IRowSource
{
    private const int ClickColumns = 4;
    private const int BuyColumns = 5;

    public bool IsInOrder => false;

    public string Path => paths[0];

    public IEnumerable<ImportedInteraction> Read(SourceFiles files, MalformedLines malformed) =>
        paths.SelectMany(path => ReadFile(path, files, malformed));

    private static IEnumerable<ImportedInteraction> ReadFile(string path, SourceFiles files, MalformedLines malformed)
    {
        string delimiter = DelimitedFile.GuessDelimiter(files.FirstLine(path));
        using TextFile file = files.Open(path);
        using var rows = new DelimitedFile(path, file.Reader, delimiter, malformed);
        if (!rows.Read())
        {
            yield break;
        }

        Places places = FindPlaces(rows);
        while (rows.Read())
        {
            if (TryRead(rows, places, out ImportedInteraction row) is { } problem)
            {
                malformed.Add(path, rows.Line, problem);
            }
            else
            {
                yield return row;
            }
        }
    }

    private static Places FindPlaces(DelimitedFile rows)
    {
        if (rows[0].Length > 0 && char.IsLetter(rows[0][0]))
        {
            int[] named = NamedColumns.Find(rows, "SessionId", "ItemId", "Time");
            return new Places(named[0], named[2], named[1], IsBuys: false, named.Max() + 1);
        }

        int columns = rows.ColumnCount;
        if (columns is not (ClickColumns or BuyColumns))
        {
            throw new ImportException(string.Create(
                CultureInfo.InvariantCulture,
                $"{System.IO.Path.GetFileName(rows.Path)} has {columns} columns; expected {ClickColumns} (clicks: session, time, item, category), {BuyColumns} (buys: session, time, item, price, quantity), or a first line with SessionId, ItemId and Time. Lines of items alone are read by: import sequences --without-users"));
        }

        rows.Unread();
        return new Places(0, 1, 2, columns == BuyColumns, columns);
    }

    private static string? TryRead(DelimitedFile rows, Places places, out ImportedInteraction row)
    {
        string session = rows[places.Session];
        string item = rows[places.Item];
        long time = 0;
        double price = 0;
        double quantity = 0;
        string? problem = rows.ColumnCount < places.Count
            ? string.Create(CultureInfo.InvariantCulture, $"{rows.ColumnCount} columns; expected {places.Count}")
            : FieldReader.ProblemWithId("session", session)
                ?? FieldReader.ProblemWithId("item", item)
                ?? FieldReader.TryReadTime(rows[places.Time], out time)
                ?? (places.IsBuys ? FieldReader.TryReadValue(rows[3], out price) ?? FieldReader.TryReadValue(rows[4], out quantity) : null);
        double value = price > 0 && quantity > 0 ? price * quantity : 1;
        row = new ImportedInteraction(time, rows.Line, session, item, places.IsBuys ? "purchase" : "click", value);
        return problem;
    }

    private readonly record struct Places(int Session, int Time, int Item, bool IsBuys, int Count);
}
