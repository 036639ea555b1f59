using System.Text;
using Manidala.Training.Import;

namespace Manidala.Training.Tests.Import;

public sealed class MovieLensMoviesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MalformedLines _malformed = new(10);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("movies.csv", "movieId,title,genres\n11,\"American President, The (1995)\",Comedy|Drama\n")]
    [InlineData("movies.dat", "11::American President, The (1995)::Comedy|Drama\n")]
    [InlineData("movies.tsv", "movieId\ttitle\tgenres\n11\tAmerican President, The (1995)\tComedy|Drama\n")]
    [InlineData("items.tsv", "itemId\ttitle\tyear\tgenres\n11\tAmerican President, The (1995)\t1995\tComedy Drama\n")]
    [InlineData("u.item", "11|American President, The (1995)|01-Jan-1995||http://x|0|0|0|0|0|1|0|0|1|0|0|0|0|0|0|0|0|0|0\n")]
    public void Read_AnyLayout_GivesTitleGenresAndYear(string name, string text)
    {
        string path = _folder.Write(name, text);

        DescribedItem item = Assert.Single(_folder.Read(new MovieLensMovies(path), _malformed));

        Assert.Equal("11", item.Id);
        Assert.Equal("American President, The (1995)", item.Title);
        Assert.Equal(["Comedy", "Drama"], item.Categories!);
        Assert.Equal("""{"genres":["Comedy","Drama"],"year":1995}""", item.AttributesJson);
        Assert.Equal(new DateTimeOffset(1995, 1, 1, 0, 0, 0, TimeSpan.Zero), item.Timestamp);
    }

    [Fact]
    public void Read_LatinOne_IsUnderstood()
    {
        string path = _folder.Write("movies.dat", "2::Misérables, Les (1995)::Drama\n", Encoding.Latin1);

        Assert.Equal("Misérables, Les (1995)", Assert.Single(_folder.Read(new MovieLensMovies(path), _malformed)).Title);
    }

    [Fact]
    public void Read_NoGenresAndNoYear_LeavesThemOut()
    {
        string path = _folder.Write("movies.csv", "movieId,title,genres\n3,\"A \"\"quoted\"\" title\",(no genres listed)\n");

        DescribedItem item = Assert.Single(_folder.Read(new MovieLensMovies(path), _malformed));

        Assert.Equal("A \"quoted\" title", item.Title);
        Assert.Empty(item.Categories!);
        Assert.Equal("""{"genres":[]}""", item.AttributesJson);
    }

    [Fact]
    public void Read_MissingTitle_IsMalformed()
    {
        string path = _folder.Write("movies.csv", "movieId,title,genres\n3,,Drama\n4,Heat (1995),Crime\n");

        Assert.Equal("4", Assert.Single(_folder.Read(new MovieLensMovies(path), _malformed)).Id);
        Assert.Equal("movies.csv, line 2: the title is missing", Assert.Single(_malformed.First));
    }
}
