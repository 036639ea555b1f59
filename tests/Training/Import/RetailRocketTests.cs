using Manidala.Training.Import;

namespace Manidala.Training.Tests.Import;

public sealed class RetailRocketTests : IDisposable
{
    private const string Properties = "timestamp,itemid,property,value\n";

    private readonly TemporaryFolder _folder = new();
    private readonly MalformedLines _malformed = new(100);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Events_AreViewsCartsAndPurchases()
    {
        _folder.Write(
            "events.csv",
            "timestamp,visitorid,event,itemid,transactionid\n1433221332117,1,view,10,\n1433221332118,1,addtocart,10,\n1433221332119,1,transaction,10,4000\n1433221332120,1,wish,10,\n");

        ImportedInteraction[] rows = _folder.Read(new RetailRocketEvents(RetailRocketFolder.Find(_folder.Path).Events), _malformed);

        Assert.Equal(["view", "cart", "purchase"], rows.Select(row => row.Type));
        Assert.Equal((1433221332117, "1", "10"), (rows[0].TimestampMs, rows[0].UserId, rows[0].ItemId));
        Assert.Equal("events.csv, line 5: unknown event 'wish'; known: view, addtocart, transaction", Assert.Single(_malformed.First));
    }

    [Fact]
    public void Read_EventsOfAnotherHeader_NamesWhatIsThere()
    {
        string path = _folder.Write("events.csv", "time,user,event,itemid\n1,2,view,3\n");

        var refusal = Assert.Throws<ImportException>(() => _folder.Read(new RetailRocketEvents(path), _malformed));

        Assert.Equal("events.csv has no column 'timestamp'. Its first line has: time, user, event, itemid; expected timestamp, visitorid, event, itemid", refusal.Message);
    }

    [Fact]
    public void Read_Properties_TakesTheLastValueWhateverTheFileAndTheOrder()
    {
        _folder.Write("events.csv", "");
        _folder.Write("item_properties_part1.csv", Properties + "1433221330000,7,categoryid,12\n1433221310000,7,categoryid,99\n1433221320000,7,790,n10.000\n1433221310000,8,available,0\n");
        _folder.WriteGzip("item_properties_part2.csv.gz", Properties + "1433221325000,7,790,n12.500\n1433221310000,7,888,501 n3.000\n1433221310000,8,888,n4.000\n1433221350000,8,available,1\n");
        _folder.Write("category_tree.csv", "categoryid,parentid\n12,5\n5,\n99,12\n");

        DescribedItem[] items = _folder.Read(new RetailRocketItems(RetailRocketFolder.Find(_folder.Path)), _malformed);

        Assert.Equal(["7", "8"], items.Select(item => item.Id));
        Assert.Equal(["12", "5"], items[0].Categories!);
        Assert.Null(items[1].Categories);
        Assert.Equal("""{"790":12.5,"888":["501","n3.000"]}""", items[0].AttributesJson);
        Assert.Equal("""{"888":["n4.000"],"available":"1"}""", items[1].AttributesJson);
        Assert.Equal(1433221310000, items[0].Timestamp?.ToUnixTimeMilliseconds());
        Assert.Equal(0, _malformed.Count);
    }

    [Fact]
    public void PathFrom_CategoriesInACircle_Ends()
    {
        string path = _folder.Write("category_tree.csv", "categoryid,parentid\n1,2\n2,1\n");
        using var files = new SourceFiles(Manidala.Training.Progress.SilentProgressReporter.Instance, _folder.Path);

        CategoryTree tree = CategoryTree.Read(path, files, _malformed);

        Assert.Equal(["1", "2"], tree.PathFrom("1"));
    }

    [Fact]
    public void Find_FolderWithoutEvents_SaysWhatItHas()
    {
        _folder.Write("ratings.csv", "");

        var refusal = Assert.Throws<ImportException>(() => RetailRocketFolder.Find(_folder.Path));

        Assert.EndsWith("has no events.csv or events.csv.gz; it has: ratings.csv", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sorted_PropertiesBeyondMemory_EqualAPlainSort()
    {
        ItemProperty[] rows = [.. Enumerable.Range(0, 500).Select(place => new ItemProperty($"{place * 7 % 40}", $"p{place % 3}", place * 13 % 50, place, "ü"))];
        using var sorter = new ExternalSorter<ItemProperty>(_folder.Path, new ItemProperty.Format(), memory: 4000);
        Array.ForEach(rows, sorter.Add);

        ItemProperty[] sorted = [.. sorter.Sorted()];

        Assert.NotEmpty(Directory.GetFiles(_folder.Path));
        Assert.Equal(
            rows.OrderBy(row => row.ItemId, StringComparer.Ordinal).ThenBy(row => row.Property, StringComparer.Ordinal).ThenBy(row => row.TimestampMs).ThenBy(row => row.Place),
            sorted);
    }
}
