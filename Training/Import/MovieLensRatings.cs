using System.Globalization;

namespace Manidala.Training.Import;

/// <summary>The ratings of any edition of MovieLens: user, movie, rating, timestamp; by tabs, commas or <c>::</c>; with or without a header.</summary>
internal sealed class MovieLensRatings(string path) : IRowSource
{
    // Files are ordered by user or not at all.
    public bool IsInOrder => false;

    public string Path => path;

    public IEnumerable<ImportedInteraction> Read(SourceFiles files, MalformedLines malformed)
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
        var named = new Places(
            rows.FindColumn("userId", "user_id", "user"),
            rows.FindColumn("movieId", "itemId", "movie_id", "item_id", "movie", "item"),
            rows.FindColumn("rating"),
            rows.FindColumn("timestamp", "time"));
        if (named is { User: >= 0, Item: >= 0, Rating: >= 0, Time: >= 0 })
        {
            return named;
        }

        // A first line of words names columns that are not ratings; a first line of numbers is a row already.
        if (rows[0].Length > 0 && char.IsLetter(rows[0][0]))
        {
            throw new ImportException(
                $"{System.IO.Path.GetFileName(rows.Path)} is no file of ratings: its first line names neither userId, movieId, rating nor timestamp, or not all of them.");
        }

        rows.Unread();
        return new Places(0, 1, 2, 3);
    }

    private static string? TryRead(DelimitedFile rows, Places places, out ImportedInteraction row)
    {
        string user = rows[places.User];
        string item = rows[places.Item];
        long time = 0;
        double rating = 0;
        string? problem = rows.ColumnCount < 4
            ? string.Create(CultureInfo.InvariantCulture, $"{rows.ColumnCount} columns; expected user, movie, rating, timestamp")
            : FieldReader.ProblemWithId("user", user)
                ?? FieldReader.ProblemWithId("movie", item)
                ?? FieldReader.TryReadValue(rows[places.Rating], out rating)
                ?? FieldReader.TryReadTime(rows[places.Time], out time);
        row = new ImportedInteraction(time, rows.Line, user, item, "rating", rating);
        return problem;
    }

    private readonly record struct Places(int User, int Item, int Rating, int Time);
}
