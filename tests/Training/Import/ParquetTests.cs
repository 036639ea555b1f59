using Manidala.Training.Import;
using Parquet.Schema;

namespace Manidala.Training.Tests.Import;

public sealed class ParquetTests : IDisposable
{
    private static readonly DateTime First = new(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();
    private readonly MalformedLines _malformed = new(100);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_TwoRowGroupsOfTextsAndTimestamps_GivesAllRowsAndCountsTheBad()
    {
        var user = new DataField<string>("user");
        var item = new DataField<long?>("item");
        var when = new DataField<DateTime?>("when");
        var type = new DataField<string>("type");
        var stars = new DataField<double?>("stars");
        string path = _folder.Sub("log.parquet");
        await TestParquet.WriteAsync(
            path,
            new ParquetSchema(user, item, when, type, stars),
            async group =>
            {
                await group.WriteAsync(user, ["ü", null!]);
                await group.WriteAsync<long>(item, new long?[] { 9007199254740993, 1 });
                await group.WriteAsync<DateTime>(when, new DateTime?[] { First, First });
                await group.WriteAsync(type, ["like", "view"]);
                await group.WriteAsync<double>(stars, new double?[] { 4.5, 1 });
            },
            async group =>
            {
                await group.WriteAsync(user, ["b", "b", "b", "b"]);
                await group.WriteAsync<long>(item, new long?[] { 2, 3, 4, null });
                await group.WriteAsync<DateTime>(when, new DateTime?[] { First.AddMilliseconds(5), null, First, First });
                await group.WriteAsync(type, ["dance", "view", "view", "view"]);
                await group.WriteAsync<double>(stars, new double?[] { 1, 1, double.NaN, 1 });
            });

        ImportedInteraction[] rows = _folder.Read(new ParquetRows(path, new CsvColumns("User", "item", "when", "type", "stars")), _malformed);

        Assert.Equal(new ImportedInteraction(1714979289000, 1, "ü", "9007199254740993", "like", 4.5), Assert.Single(rows));
        Assert.Equal(5, _malformed.Count);
        Assert.Equal("log.parquet, row 2: the user id is missing", _malformed.First[0]);
        Assert.StartsWith("log.parquet, row 3: unknown type 'dance'; known: ", _malformed.First[1], StringComparison.Ordinal);
        Assert.StartsWith("log.parquet, row 4: '' is not a time", _malformed.First[2], StringComparison.Ordinal);
        Assert.Equal("log.parquet, row 5: 'NaN' is not a number", _malformed.First[3]);
        Assert.Equal("log.parquet, row 6: the item id is missing", _malformed.First[4]);
    }

    [Fact]
    public async Task Read_TimesAsWholeNumbersOrTexts_AreUnderstood()
    {
        var user = new DataField<int>("u");
        var seconds = new DataField<int>("s");
        var milliseconds = new DataField<long>("ms");
        var text = new DataField<string>("t");
        string path = _folder.Sub("log.parquet");
        await TestParquet.WriteAsync(path, new ParquetSchema(user, seconds, milliseconds, text), async group =>
        {
            await group.WriteAsync<int>(user, new[] { 1 });
            await group.WriteAsync<int>(seconds, new[] { 1714979289 });
            await group.WriteAsync<long>(milliseconds, new[] { 1714979289000 });
            await group.WriteAsync(text, ["2024-05-06T07:08:09Z"]);
        });

        ImportedInteraction[] rows =
        [
            .. new[] { "s", "ms", "t" }.SelectMany(time => _folder.Read(new ParquetRows(path, new CsvColumns("u", "u", time, null, null)), _malformed)),
        ];

        Assert.Equal([1714979289000, 1714979289000, 1714979289000], rows.Select(row => row.TimestampMs));
        Assert.Equal(("1", "view", 1.0), (rows[0].ItemId, rows[0].Type, rows[0].Value));
    }

    [Fact]
    public async Task Read_MissingColumn_NamesThoseThatAreThere()
    {
        var user = new DataField<int>("u");
        string path = _folder.Sub("log.parquet");
        await TestParquet.WriteAsync(path, new ParquetSchema(user), group => group.WriteAsync<int>(user, new[] { 1 }));

        var refusal = Assert.Throws<ImportException>(() => _folder.Read(new ParquetRows(path, new CsvColumns("u", "product", null, null, null)), _malformed));

        Assert.Equal("log.parquet has no column 'product'. It has: u", refusal.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(60)]
    public async Task Read_FileCutShort_IsRefusedByName(int length)
    {
        var user = new DataField<int>("u");
        string path = _folder.Sub("log.parquet");
        await TestParquet.WriteAsync(path, new ParquetSchema(user), group => group.WriteAsync<int>(user, new[] { 1, 2, 3 }));
        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, bytes[..length], TestContext.Current.CancellationToken);

        var refusal = Assert.Throws<ImportException>(() => _folder.Read(new ParquetRows(path, new CsvColumns("u", "u", null, null, null)), _malformed));

        Assert.StartsWith("log.parquet cannot be read as Parquet: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Items_TakesListsTextsAndNumbers()
    {
        var id = new DataField<string>("item_id");
        var name = new DataField<string>("title");
        var price = new DataField<double?>("price");
        var year = new DataField<int>("year");
        var brand = new DataField<long>("brand");
        var tags = new ListField("tags", new DataField<string>("element"));
        var image = new ListField("image", new DataField<float>("element"));
        string path = _folder.Sub("items.parquet");
        await TestParquet.WriteAsync(path, new ParquetSchema(id, name, price, year, brand, tags, image), async group =>
        {
            await group.WriteAsync(id, ["a", "b", "c"]);
            await group.WriteAsync(name, ["A", "B", "C"]);
            await group.WriteAsync<double>(price, new double?[] { 1.5, null, 3 });
            await group.WriteAsync<int>(year, new[] { 1999, 2000, 2001 });
            await group.WriteAsync<long>(brand, new long[] { 7, 8, 7 });
            await TestParquet.WriteTextListsAsync(group, tags, ["x", "ÿ"], null, ["x"]);
            await TestParquet.WriteListsAsync(group, image, [0.5f, -1], [1f, 2], [0.25f, 0, 3]);
        });
        ItemColumns columns = ItemColumns.Default with { Categorical = ["brand"] };

        DescribedItem[] items = _folder.Read(ItemsFile.Open(path, columns, null), _malformed);

        Assert.Equal(
            ["""{"price":1.5,"year":1999,"brand":"7","tags":["x","ÿ"],"image":[0.5,-1]}""", """{"year":2000,"brand":"8","image":[1,2]}"""],
            items.Select(item => item.AttributesJson));
        Assert.Equal(
            "items.parquet, row 3: the attribute 'image' is an array of 3 numbers; expected an array of 2 numbers, as on row 1; if they are ids, name it with --categorical",
            Assert.Single(_malformed.First));
    }

    [Fact]
    public async Task Read_HoleInAVector_IsRefused()
    {
        var id = new DataField<string>("id");
        var image = new ListField("image", new DataField<float?>("element"));
        string path = _folder.Sub("items.parquet");
        await TestParquet.WriteAsync(path, new ParquetSchema(id, image), async group =>
        {
            await group.WriteAsync(id, ["a", "b"]);
            await group.WriteAllPartsAsync<float>(
                (DataField)image.Item, new float[] { 1, 2, 3 }, new[] { 3, 3, 2, 3 }, new[] { 0, 1, 0, 1 }, TestContext.Current.CancellationToken);
        });

        DescribedItem[] items = _folder.Read(ItemsFile.Open(path, ItemColumns.Default, null), _malformed);

        Assert.Equal("""{"image":[1,2]}""", Assert.Single(items).AttributesJson);
        Assert.Equal("items.parquet, row 2: the attribute 'image' has NaN in it; expected finite numbers", Assert.Single(_malformed.First));
    }
}
