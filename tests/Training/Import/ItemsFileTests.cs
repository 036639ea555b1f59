using Manidala.Training.Import;

namespace Manidala.Training.Tests.Import;

public sealed class ItemsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MalformedLines _malformed = new(100);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Csv_LearnsFromWholeColumnsWhatTheyHold()
    {
        string path = _folder.WriteGzip(
            "items.csv.gz",
            "id,title,categories,price,tags,brand,rank,image,\n" +
            "a,A,x|y,1.5,red,7,1,0.5 -1,0\n" +
            "b,,,,red|blue,8,first,\"[1, 2]\",1\n");
        ItemColumns columns = ItemColumns.Default with { Vectors = ["image"], Categorical = ["brand"] };

        DescribedItem[] items = Read(path, columns);

        Assert.Equal("""{"price":1.5,"tags":["red"],"brand":"7","rank":"1","image":[0.5,-1]}""", items[0].AttributesJson);
        Assert.Equal("""{"tags":["red","blue"],"brand":"8","rank":"first","image":[1,2]}""", items[1].AttributesJson);
        Assert.Equal(("A", null), (items[0].Title, items[1].Title));
        Assert.Equal(["x", "y"], items[0].Categories!);
        Assert.Equal(0, _malformed.Count);
    }

    [Fact]
    public void Read_CsvWithColumnsByName_TakesThem()
    {
        string path = _folder.Write("items.tsv", "movieId\tname\tgenres\tsince\tjunk\n1\tHeat\tCrime;Drama\t1995-12-15\tx\n");
        ItemColumns columns = ItemColumns.Default with { Id = "movieId", Title = "NAME", Categories = "genres", Time = "since", Ignored = ["junk"], Separator = ';' };

        DescribedItem item = Assert.Single(Read(path, columns));

        Assert.Equal(("1", "Heat", "{}"), (item.Id, item.Title, item.AttributesJson));
        Assert.Equal(["Crime", "Drama"], item.Categories!);
        Assert.Equal(new DateTimeOffset(1995, 12, 15, 0, 0, 0, TimeSpan.Zero), item.Timestamp);
    }

    [Theory]
    [InlineData("a,1,2\n", "line 2: 3 columns; the first line has 2")]
    [InlineData("a,NaN\n", "line 2: the attribute 'price' is NaN; expected a finite number, or nothing")]
    [InlineData(",1\n", "line 2: the item id is missing")]
    public void Read_BadCsvRow_IsCounted(string bad, string reason)
    {
        string path = _folder.Write("items.csv", $"id,price\n{bad}b,2\n");

        Assert.Equal("b", Assert.Single(Read(path)).Id);
        Assert.Equal($"items.csv, {reason}", Assert.Single(_malformed.First));
    }

    [Fact]
    public void Read_OneWordAmongManyNumbers_IsAMistakeUnlessTheyAreSaidToBeIds()
    {
        string path = _folder.Write("items.csv", "id,year\n" + string.Concat(Enumerable.Range(0, 20).Select(place => $"i{place},{1980 + place}\n")) + "odd,unknown\n");

        DescribedItem[] numbers = Read(path);
        DescribedItem[] texts = Read(path, ItemColumns.Default with { Categorical = ["year"] });

        Assert.Equal(20, numbers.Length);
        Assert.Equal("""{"year":1980}""", numbers[0].AttributesJson);
        Assert.Equal(
            "items.csv, line 22: the attribute 'year' is 'unknown' where nearly all others are numbers; --categorical makes texts of all",
            Assert.Single(_malformed.First));
        Assert.Equal(["""{"year":"1980"}""", """{"year":"unknown"}"""], new[] { texts[0], texts[20] }.Select(item => item.AttributesJson));
    }

    [Fact]
    public void Read_BadVector_IsCounted()
    {
        string path = _folder.Write("items.csv", "id,v\na,1 2\nb,1 x\nc,1 NaN\nd,1 2 3\n");

        Assert.Equal("a", Assert.Single(Read(path, ItemColumns.Default with { Vectors = ["v"] })).Id);
        Assert.Collection(
            _malformed.First,
            line => Assert.Equal("items.csv, line 3: the vector 'v' has 'x' in it; expected numbers separated by blanks", line),
            line => Assert.Equal("items.csv, line 4: the attribute 'v' has NaN in it; expected finite numbers", line),
            line => Assert.StartsWith("items.csv, line 5: the attribute 'v' is an array of 3 numbers; expected an array of 2 numbers, as on line 2", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("name,price\na,1\n", null, "has no column 'id' or 'itemId' or 'item_id'; --id names another. It has: name, price")]
    [InlineData("id,price,price\na,1,2\n", null, "has the column 'price' twice. It has: id, price, price")]
    [InlineData("id,price\na,1\n", "embedding", "has no column 'embedding'. It has: id, price")]
    public void Read_MissingColumn_NamesThoseThatAreThere(string text, string? vector, string reason)
    {
        string path = _folder.Write("items.csv", text);

        var refusal = Assert.Throws<ImportException>(() => Read(path, ItemColumns.Default with { Vectors = vector is null ? [] : [vector] }));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_JsonLines_MakesAttributesOfAllOtherFields()
    {
        string path = _folder.Write(
            "items.ndjson",
            """
            {"id":1,"title":"One","categories":["x"],"price":2,"new":true,"tags":["a","b"],"image":[1,2],"note":null}
            {"itemId":"2","attributes":{"price":3,"tags":[]},"timestamp":1715000000000,"hidden":true}
            {"id":"3","price":"4"}
            {"id":"4","tags":"a"}
            {"id":"5","odd":{"x":1}}
            {"id":"6","odd":[1,"x"]}
            {"id":"7","image":[1,1e99]}
            {"id":"8","attributes":{"\ud800":1}}
            """);

        DescribedItem[] items = Read(path);

        Assert.Equal(6, _malformed.Count);
        Assert.Equal(["1", "2"], items.Select(item => item.Id));
        Assert.Equal("""{"price":2,"new":"true","tags":["a","b"],"image":[1,2]}""", items[0].AttributesJson);
        Assert.Equal(("""{"price":3}""", true, 1715000000000), (items[1].AttributesJson, items[1].IsHidden, items[1].Timestamp?.ToUnixTimeMilliseconds()));
        Assert.Collection(
            _malformed.First,
            line => Assert.Equal("items.ndjson, line 3: the attribute 'price' is a text; expected a number, as on line 1", line),
            line => Assert.Equal("items.ndjson, line 4: the attribute 'tags' is a text; expected an array of texts, as on line 1", line),
            line => Assert.StartsWith("items.ndjson, line 5: the attribute 'odd' is an object; expected a text", line, StringComparison.Ordinal),
            line => Assert.StartsWith("items.ndjson, line 6: the attribute 'odd' is an array of Number and String; expected", line, StringComparison.Ordinal),
            line => Assert.Equal("items.ndjson, line 7: the attribute 'image' has Infinity in it; expected finite numbers", line));
    }

    [Fact]
    public void Read_ObjectOfArrays_MakesCategories()
    {
        string path = _folder.WriteGzip("map.json.gz", """{"4": [1, 2, 2], "id": ["x"], "none": [], "bad": [null]}""");

        DescribedItem[] items = Read(path);

        Assert.Equal(["4:1,2", "id:x", "none:"], items.Select(item => $"{item.Id}:{string.Join(",", item.Categories!)}"));
        Assert.Equal("map.json.gz, item 'bad': Null among its categories; expected texts or numbers", Assert.Single(_malformed.First));
    }

    [Theory]
    [InlineData("", "holds no item that can be read: it is empty.")]
    [InlineData("[{\"id\":1}]", "is one JSON array; expected JSON lines")]
    public void Open_WhatIsNoItems_IsRefused(string text, string reason)
    {
        string path = _folder.Write("items", text);

        var refusal = Assert.Throws<ImportException>(() => ItemsFile.Open(path, ItemColumns.Default, null));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadLast_IdsThatStandTwice_GivesTheLastOfEach()
    {
        using var spool = new ItemSpool(_folder.Path);
        spool.Add(new DescribedItem("a", "first", ["x"], "{}"));
        spool.Add(new DescribedItem("b", null, null, """{"p":1}""", DateTimeOffset.UnixEpoch, IsHidden: false, DateTimeOffset.UnixEpoch.AddDays(1)));
        spool.Add(new DescribedItem("a", "last", [], "{}", IsHidden: true));

        DescribedItem[] items = [.. spool.ReadLast()];

        Assert.Equal(2, spool.Count);
        Assert.Equal(new DescribedItem("b", null, null, """{"p":1}""", DateTimeOffset.UnixEpoch, IsHidden: false, DateTimeOffset.UnixEpoch.AddDays(1)), items[0]);
        Assert.Equal(("a", "last", true), (items[1].Id, items[1].Title, items[1].IsHidden));
    }

    private DescribedItem[] Read(string path, ItemColumns? columns = null) => _folder.Read(ItemsFile.Open(path, columns ?? ItemColumns.Default, null), _malformed);
}
