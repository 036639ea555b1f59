using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Manidala.Training.Import;

/// <summary>The movies of any edition of MovieLens, as items: genres are the categories, genres and year the attributes.</summary>
internal sealed partial class MovieLensMovies(string path) : IItemSource
{
    private const int FirstFlag = 5;

    // The order of u.item's flags, from u.genre.
    private static readonly string[] FlaggedGenres =
    [
        "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy", "Film-Noir",
        "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
    ];

    public string Path => path;

    public IEnumerable<DescribedItem> Read(SourceFiles files, MalformedLines malformed)
    {
        string delimiter = DelimitedFile.GuessDelimiter(files.FirstLine(path));
        using TextReader reader = TextFile.OpenSmall(path);
        using var rows = new DelimitedFile(path, reader, delimiter, malformed);
        var places = new Places(0, 1, -1, 2);
        while (rows.Read())
        {
            if (rows.Line == 1 && FindHeader(rows) is { } named)
            {
                places = named;
            }
            else if (ProblemWith(rows, places) is { } problem)
            {
                malformed.Add(path, rows.Line, problem);
            }
            else
            {
                yield return ToItem(rows, places);
            }
        }
    }

    private static Places? FindHeader(DelimitedFile rows)
    {
        var found = new Places(
            rows.FindColumn("movieId", "itemId", "movie_id", "item_id"),
            rows.FindColumn("title"),
            rows.FindColumn("year"),
            rows.FindColumn("genres"));
        return found is { Id: >= 0, Title: >= 0 } ? found : null;
    }

    private static string? ProblemWith(DelimitedFile rows, Places places) =>
        FieldReader.ProblemWithId("movie", rows[places.Id]) ?? (rows[places.Title].Length == 0 ? "the title is missing" : null);

    private static DescribedItem ToItem(DelimitedFile rows, Places places)
    {
        string title = rows[places.Title];
        string[] genres = rows.Delimiter == "|" ? ReadFlags(rows) : SplitGenres(rows[places.Genres]);
        Match inTitle = YearInTitle().Match(title);
        string year = places.Year >= 0 ? rows[places.Year] : inTitle.Success ? inTitle.Groups[1].Value : "";
        bool hasYear = int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1800 and <= 2200;
        string attributes = hasYear
            ? JsonSerializer.Serialize(new { genres, year = number })
            : JsonSerializer.Serialize(new { genres });

        // The catalogue counts time from 1970; older movies all begin there.
        var made = new DateTimeOffset(hasYear ? Math.Max(1970, number) : 1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return new DescribedItem(rows[places.Id], title, genres, attributes, made);
    }

    private static string[] ReadFlags(DelimitedFile rows) =>
        [.. FlaggedGenres.Where((genre, place) => place > 0 && rows[FirstFlag + place] == "1")];

    // By pipes where there are any. MovieLens' genres are single words, so blanks separate them in the other form.
    private static string[] SplitGenres(string text) => text == "(no genres listed)"
        ? []
        : text.Split(text.Contains('|', StringComparison.Ordinal) ? '|' : ' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"\((\d{4})\)\s*$")]
    private static partial Regex YearInTitle();

    private readonly record struct Places(int Id, int Title, int Year, int Genres);
}
