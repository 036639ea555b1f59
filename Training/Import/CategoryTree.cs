namespace Manidala.Training.Import;

/// <summary>RetailRocket's category_tree.csv: the parent of each category.</summary>
internal sealed class CategoryTree
{
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);

    public static CategoryTree Read(string? path, SourceFiles files, MalformedLines malformed)
    {
        var tree = new CategoryTree();
        if (path is null)
        {
            return tree;
        }

        using TextFile file = files.Open(path);
        using var rows = new DelimitedFile(path, file.Reader, ",", malformed);
        if (!rows.Read())
        {
            return tree;
        }

        int[] places = NamedColumns.Find(rows, "categoryid", "parentid");
        while (rows.Read())
        {
            string category = rows[places[0]];
            if (FieldReader.ProblemWithId("category", category) is { } problem)
            {
                malformed.Add(path, rows.Line, problem);
            }
            else if (rows[places[1]].Length > 0)
            {
                tree._parents[category] = rows[places[1]];
            }
        }

        return tree;
    }

    /// <summary>The category, its parent, and so on up to the root; a circle ends where it closes.</summary>
    public List<string> PathFrom(string category)
    {
        var path = new List<string> { category };
        while (_parents.TryGetValue(path[^1], out string? parent) && !path.Contains(parent))
        {
            path.Add(parent);
        }

        return path;
    }
}
