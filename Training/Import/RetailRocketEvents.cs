namespace Manidala.Training.Import;

/// <summary>RetailRocket's events.csv: timestamp, visitorid, event, itemid, transactionid.</summary>
internal sealed class RetailRocketEvents(string path) : IRowSource
{
    public bool IsInOrder => false;

    public string Path => path;

    public IEnumerable<ImportedInteraction> Read(SourceFiles files, MalformedLines malformed)
    {
        using TextFile file = files.Open(path);
        using var rows = new DelimitedFile(path, file.Reader, ",", malformed);
        if (!rows.Read())
        {
            yield break;
        }

        int[] places = NamedColumns.Find(rows, "timestamp", "visitorid", "event", "itemid");
        while (rows.Read())
        {
            string visitor = rows[places[1]];
            string item = rows[places[3]];
            long time = 0;
            string? type = TypeOf(rows[places[2]]);
            string? problem = FieldReader.ProblemWithId("visitor", visitor)
                ?? FieldReader.ProblemWithId("item", item)
                ?? (type is null ? $"unknown event '{FieldReader.Shorten(rows[places[2]])}'; known: view, addtocart, transaction" : null)
                ?? FieldReader.TryReadTime(rows[places[0]], out time);
            if (problem is null)
            {
                yield return new ImportedInteraction(time, rows.Line, visitor, item, type!, 1);
            }
            else
            {
                malformed.Add(path, rows.Line, problem);
            }
        }
    }

    private static string? TypeOf(string name) => name switch
    {
        "view" => "view",
        "addtocart" => "cart",
        "transaction" => "purchase",
        _ => null,
    };
}
