namespace Manidala.Training.Import;

/// <summary>Rows of a csv file whose columns the user names. Without a column of times, the file's order is the order of events.</summary>
internal sealed class CsvRows(string path, CsvColumns columns, string delimiter) : IRowSource
{
    public bool IsInOrder => columns.Time is null;

    public string Path => path;

    public IEnumerable<ImportedInteraction> Read(SourceFiles files, MalformedLines malformed)
    {
        using TextFile file = files.Open(path);
        using var rows = new DelimitedFile(path, file.Reader, delimiter, malformed);
        if (!rows.Read())
        {
            yield break;
        }

        var places = new Places(
            columns.Find(columns.User, rows),
            columns.Find(columns.Item, rows),
            columns.Find(columns.Time, rows),
            columns.Find(columns.Type, rows),
            columns.Find(columns.Value, rows));
        if (columns.AreNumbers)
        {
            rows.Unread();
        }

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

    private static string? TryRead(DelimitedFile rows, Places places, out ImportedInteraction row)
    {
        string user = rows[places.User];
        string item = rows[places.Item];
        string type = places.Type < 0 ? "view" : string.Intern(rows[places.Type]);
        long time = SequenceRows.Epoch.ToUnixTimeMilliseconds() + (rows.Line * 1000);
        double value = 1;
        string? problem = FieldReader.ProblemWithId("user", user)
            ?? FieldReader.ProblemWithId("item", item)
            ?? FieldReader.ProblemWithType(type)
            ?? (places.Time < 0 ? null : FieldReader.TryReadTime(rows[places.Time], out time))
            ?? (places.Value < 0 ? null : FieldReader.TryReadValue(rows[places.Value], out value));
        row = new ImportedInteraction(time, rows.Line, user, item, type, value);
        return problem;
    }

    private readonly record struct Places(int User, int Item, int Time, int Type, int Value);
}
