using Manidala.Training.Import;

namespace Manidala.Training.Tests.Import;

public sealed class JsonRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MalformedLines _malformed = new(100);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ShapeOfTheApi_GivesTheSameInteractions()
    {
        string path = _folder.WriteGzip(
            "log.ndjson",
            """
            {"id":"e1","userId":"Жанна","itemId":7,"type":"like","timestamp":1715000000123,"value":2.5}

            {"userId":"u","itemId":"日本","timestamp":"2024-05-06T07:08:09Z"}
            """);

        ImportedInteraction[] rows = _folder.Read(new JsonRows(path, JsonFields.OfApi), _malformed);

        Assert.Equal(
            [
                new ImportedInteraction(1715000000123, 1, "Жанна", "7", "like", 2.5, "e1"),
                new ImportedInteraction(1714979289000, 3, "u", "日本", "view", 1),
            ],
            rows);
        Assert.Equal(0, _malformed.Count);
    }

    [Theory]
    [InlineData("""{"reviewerID":"A1","asin":"B1","overall":4.0,"unixReviewTime":1252800000,"reviewText":"x"}""")]
    [InlineData("""{"user_id":"A1","parent_asin":"B1","asin":"B1-red","rating":4,"timestamp":1252800000000,"images":[]}""")]
    public void Read_AmazonOfAnyYear_IsARating(string line)
    {
        string path = _folder.Write("reviews.jsonl", line);

        ImportedInteraction row = Assert.Single(_folder.Read(new JsonRows(path, JsonFields.OfAmazon), _malformed));

        Assert.Equal(new ImportedInteraction(1252800000000, 1, "A1", "B1", "rating", 4), row);
    }

    [Theory]
    [InlineData("""{"itemId":"i","timestamp":1}""", "no field 'userId'; it has: itemId, timestamp")]
    [InlineData("""{"userId":"u","itemId":null,"timestamp":1}""", "no field 'itemId'; it has: userId, itemId, timestamp")]
    [InlineData("""{"userId":"u","itemId":"i"}""", "no field 'timestamp'; it has: userId, itemId")]
    [InlineData("""{"userId":"u","itemId":["i"],"timestamp":1}""", "the item id is Array; expected a text or a number")]
    [InlineData("""{"userId":"","itemId":"i","timestamp":1}""", "the user id is missing")]
    [InlineData("""{"userId":"\ud800","itemId":"i","timestamp":1}""", "the user id has something that is not Unicode text in it")]
    [InlineData("""{"userId":"u","itemId":"i","timestamp":"soon"}""", "'soon' is not a time")]
    [InlineData("""{"userId":"u","itemId":"i","timestamp":1,"value":"NaN"}""", "'NaN' is not a number")]
    [InlineData("""{"userId":"u","itemId":"i","timestamp":1,"value":NaN}""", "no JSON: ")]
    [InlineData("""{"userId":"u","itemId":"i","timestamp":1,"type":"dance"}""", "unknown type 'dance'; known: cart, click, dislike")]
    [InlineData("""{"userId":"u","itemId":"i","timestamp":1,"id":true}""", "the interaction id is True; expected")]
    [InlineData("""{"\ud800":"u","itemId":"i","timestamp":1}""", "a field's name has something that is not Unicode text in it")]
    [InlineData("[1]", "found Array; expected an object")]
    [InlineData("{'asin': 'B1'}", "it looks like a Python literal")]
    public void Read_BadLine_IsCountedWithItsReasonAndTheRestIsRead(string bad, string reason)
    {
        string path = _folder.Write("log.ndjson", $"{bad}\n" + """{"userId":"u","itemId":"i","timestamp":1}""");

        Assert.Single(_folder.Read(new JsonRows(path, JsonFields.OfApi), _malformed));

        string shown = Assert.Single(_malformed.First);
        Assert.StartsWith("log.ndjson, line 1: ", shown, StringComparison.Ordinal);
        Assert.Contains(reason, shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LineWithoutEnd_IsRefusedInsteadOfReadWhole()
    {
        string path = _folder.Write("log.ndjson", new string('x', BoundedLines.Longest + (1 << 16)));

        var refusal = Assert.Throws<ImportException>(() => _folder.Read(new JsonRows(path, JsonFields.OfApi), _malformed));

        Assert.StartsWith("log.ndjson, line 1: longer than ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Metadata_GivesTitleCategoriesBrandAndPrice()
    {
        string path = _folder.Write(
            "meta.jsonl",
            """
            {"asin":"B14","title":"Soap","categories":[["Beauty","Bath"],["Beauty"]],"brand":"Acme","price":9.99}
            {"asin":"B18","title":"Brush\nwith a break","category":["Beauty","Tools"],"brand":"","price":"$1,299.50"}
            {"parent_asin":"B23","asin":"B23-x","title":"Oil","main_category":"All Beauty","categories":[],"store":"Üb","price":"from 5"}
            {"title":"nobody"}
            """);

        DescribedItem[] items = _folder.Read(new AmazonMetadata(path), _malformed);

        Assert.Equal(["B14", "B18", "B23"], items.Select(item => item.Id));
        Assert.Equal(["Soap", "Brush with a break", "Oil"], items.Select(item => item.Title));
        Assert.Equal(["Beauty,Bath", "Beauty,Tools", "All Beauty"], items.Select(item => string.Join(",", item.Categories!)));
        Assert.Equal(["""{"brand":"Acme","price":9.99}""", """{"price":1299.5}""", """{"brand":"Üb"}"""], items.Select(item => item.AttributesJson));
        Assert.Equal("meta.jsonl, line 4: no field 'parent_asin' or 'asin'; it has: title", Assert.Single(_malformed.First));
    }
}
