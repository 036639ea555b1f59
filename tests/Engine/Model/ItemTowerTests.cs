using System.Globalization;
using Manidala.Engine.Catalog;
using Manidala.Engine.Model;
using Manidala.Engine.Tests.Support;

namespace Manidala.Engine.Tests.Model;

public sealed class ItemTowerTests : IDisposable
{
    private const int Dimension = 6;
    private readonly TestFolder _folder = new();
    private readonly ItemTowerFile _file = new(Dimension, seed: 4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Encode_ItemsOfAllLengths_GivesEachItsOwnSumAndTheBias()
    {
        Item[] items = [.. Enumerable.Range(0, 700).Select(Various)];
        using ItemTower tower = Open(_file);

        EncodedItems encoded = tower.Encode(items);

        Assert.Equal(items.Length, encoded.Items.Count);
        Assert.All(encoded.Items, later =>
        {
            Assert.Equal(ItemTowerFile.Bias, later.Bias);
            float[] expected = _file.VectorOf(later.Item);
            Assert.All(expected.Zip(later.Vector), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        });
    }

    [Fact]
    public void Encode_AloneOrAmongOthers_GivesTheSameBits()
    {
        Item[] items = [.. Enumerable.Range(0, 300).Select(Various)];
        using ItemTower tower = Open(_file);
        Dictionary<string, float[]> together = tower.Encode(items).Items.ToDictionary(later => later.Item.Id, later => later.Vector);

        Assert.All(items, item => Assert.Equal(together[item.Id], Assert.Single(tower.Encode([item]).Items).Vector));
    }

    [Fact]
    public void Encode_ItemsThatCannotBe_AreLeftOutAndCounted()
    {
        using ItemTower tower = Open(_file);

        EncodedItems encoded = tower.Encode(
        [
            NewItem(0, "{}"), NewItem(1, """{"colour":"unheard of"}"""), NewItem(2, """{"price":"much"}"""), NewItem(3, """{"image":[3e38,3e38]}"""),
            NewItem(4, """{"colour":"red"}"""),
        ]);

        Assert.Equal(4, Assert.Single(encoded.Items).Item.Ordinal);
        Assert.Equal((2, 2), (encoded.Undescribed, encoded.Refused));
        Assert.Contains("item '2', attribute 'price'", encoded.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatDoesNotFit_IsRefusedByWhatIsWrong()
    {
        string shortTable = RefusalOf(new ItemTowerFile(Dimension, seed: 4) { Rows = 5 });
        string otherName = RefusalOf(new ItemTowerFile(Dimension, seed: 4) { VectorName = "vector" });
        string otherDimension = RefusalOf(new ItemTowerFile(Dimension + 1, seed: 4));
        string notFinite = RefusalOf(new ItemTowerFile(Dimension, seed: 4) { IsBroken = true });
        string onOthers = RefusalOf(new ItemTowerFile(Dimension, seed: 4) { DependsOnOthers = true });

        Assert.All([shortTable, otherName, otherDimension, notFinite, onOthers], refusal => Assert.StartsWith("item_tower.onnx: found ", refusal, StringComparison.Ordinal));
        Assert.Contains("fails for the features 0 to 11", shortTable, StringComparison.Ordinal);
        Assert.Contains("expected embedding and bias", otherName, StringComparison.Ordinal);
        Assert.Contains("embedding as", otherDimension, StringComparison.Ordinal);
        Assert.Contains("not finite", notFinite, StringComparison.Ordinal);
        Assert.Contains("depends on the item alone", onOthers, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteAndRead_TowerWithoutItsDescription_AreRefused()
    {
        BundleContents contents = _file.AddTo(TestBundle.Contents("alone", 5, Dimension, seed: 1));

        Assert.Throws<ArgumentException>(() => BundleWriter.Write(_folder["b"], contents with { ItemFeatures = null }));
        BundleManifest manifest = BundleWriter.Write(_folder["b"], contents);
        File.Delete(Path.Combine(_folder["b"], "manifest.json"));
        BundleWriter.WriteManifest(_folder["b"], manifest with { Files = manifest.Files.Where(file => file.Key != "item_features.json").ToDictionary() });
        Assert.Contains("lists item_tower.onnx alone", Assert.Throws<InvalidBundleException>(() => Bundle.Read(_folder["b"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BundleWithATower_OpensIt()
    {
        BundleWriter.Write(_folder["b"], _file.AddTo(TestBundle.Contents("tower", 5, Dimension, seed: 1)));
        LoadedModel model = LoadedModel.Load(_folder["b"], new EncoderOptions());

        Assert.Equal(_file.VectorOf(Various(3)), Assert.Single(model.Tower!.Encode([Various(3)]).Items).Vector, new Near());

        model.Retire();
    }

    private string RefusalOf(ItemTowerFile file)
    {
        BundleWriter.Write(_folder["refused"], file.AddTo(TestBundle.Contents("refused", 5, Dimension, seed: 1)));
        return Assert.Throws<InvalidBundleException>(() => LoadedModel.Load(_folder["refused"], new EncoderOptions())).Message;
    }

    private static ItemTower Open(ItemTowerFile file) => new(file.ToOnnx(), ItemTowerFile.Schema, Dimension);

    private static Item Various(int number)
    {
        string[] colours = ["blue", "green", "red", "white"];
        string price = number % 3 == 0 ? string.Create(CultureInfo.InvariantCulture, $",\"price\":{number}") : "";
        string tags = (number % 4) switch { 1 => ",\"tags\":[\"old\"]", 2 => ",\"tags\":[\"big\",\"old\",\"round\"]", _ => "" };
        string image = number % 5 == 0 ? $",\"image\":[{number % 7},0.5]" : "";
        return NewItem(number, $$"""{"colour":"{{colours[number % 4]}}"{{price}}{{tags}}{{image}}}""");
    }

    private static Item NewItem(int ordinal, string attributes) => new(
        ordinal, ordinal.ToString(CultureInfo.InvariantCulture), "", [], attributes, IsHidden: false, DateTimeOffset.UnixEpoch, ExpiresAt: null);

    private sealed class Near : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => MathF.Abs(x - y) <= 1e-5f;

        public int GetHashCode(float obj) => 0;
    }
}
