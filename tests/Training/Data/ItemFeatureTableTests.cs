using System.Globalization;
using Manidala.Engine.Catalog;
using Manidala.Training.Data;

namespace Manidala.Training.Tests.Data;

public sealed class ItemFeatureTableTests
{
    private static readonly ItemFeatureOptions Every = new() { MinimumCount = 1 };

    [Fact]
    public void From_OneAttributeOfEachKind_GivesTypedColumns()
    {
        Item[] items =
        [
            NewItem("a", """{"brand":"Ü","tags":["red","blue"],"price":10,"image":[1,0.5],"new":true}"""),
            NewItem("b", """{"brand":"acme","tags":["blue"],"price":30,"image":[0,-1],"new":false}"""),
            NewItem("c", "{}"),
        ];

        var table = ItemFeatureTable.From(items, Every);

        Assert.Equal(["brand", "image", "new", "price", "tags"], table.Attributes.Select(attribute => attribute.Name));
        Assert.Equal(
            [ItemFeatureKind.Categorical, ItemFeatureKind.Vector, ItemFeatureKind.Categorical, ItemFeatureKind.Numeric, ItemFeatureKind.MultiValued],
            table.Attributes.Select(attribute => attribute.Kind));
        Assert.Equal([2, 2, 2, 1, 2], table.Attributes.Select(attribute => attribute.Size));
        Assert.Equal(["acme", "Ü"], table.Attributes[0].Vocabulary);
        Assert.Equal([1, 0], table.Ids(0).ToArray());
        Assert.Equal([0, 1, 2, 2], table.Offsets(0).ToArray());
        Assert.Equal([1f, 0.5f, 0, -1, 0, 0], table.Values(1).ToArray());
        Assert.Equal([0, -1f], table.ValuesOf(1, 1).ToArray());
        Assert.Equal(["false", "true"], table.Attributes[2].Vocabulary);
        Assert.Equal([-1f, 1, 0], table.Values(3).ToArray());
        Assert.Equal([0, 1], table.IdsOf(4, 0).ToArray());
        Assert.Equal([0], table.IdsOf(4, 1).ToArray());
        Assert.Empty(table.IdsOf(4, 2).ToArray());
        for (int attribute = 0; attribute < table.Attributes.Length; attribute++)
        {
            Assert.Equal([1f, 1, 0], table.Presence(attribute).ToArray());
        }
    }

    [Fact]
    public void From_Categories_AreAMultiValuedAttribute()
    {
        var table = ItemFeatureTable.From([NewItem("a", "{}", "x", "y"), NewItem("b", """{"categories":["z","x"]}""", "x")], Every);

        Assert.Equal(("categories", ItemFeatureKind.MultiValued), (table.Attributes[0].Name, table.Attributes[0].Kind));
        Assert.Equal(["x", "y", "z"], table.Attributes[0].Vocabulary);
        Assert.Equal([0, 1, 0, 2], table.Ids(0).ToArray());
    }

    [Fact]
    public void From_RareTexts_AreDroppedAndAnAttributeOfNoneIsNamed()
    {
        Item[] items = [NewItem("a", """{"brand":"one","url":"1"}"""), NewItem("b", """{"brand":"two","url":"2"}"""), NewItem("c", """{"brand":"one","url":"3"}""")];

        var table = ItemFeatureTable.From(items, new ItemFeatureOptions { MinimumCount = 2 });

        Assert.Equal(["one"], Assert.Single(table.Attributes).Vocabulary);
        Assert.Equal([1f, 0, 1], table.Presence(0).ToArray());
        Assert.Equal(new IgnoredAttribute("url", "none of its 3 texts is of at least 2 items"), Assert.Single(table.Ignored));
    }

    [Fact]
    public void From_ExcludedAttribute_IsNotEvenRead()
    {
        Item[] items = [NewItem("a", """{"odd":1,"even":"e"}"""), NewItem("b", """{"odd":"two","even":"e"}""")];

        var table = ItemFeatureTable.From(items, Every with { Excluded = ["odd"] });

        Assert.Equal(["even"], table.Attributes.Select(attribute => attribute.Name));
    }

    [Fact]
    public void From_ConstantNumber_StandardisesToZero()
    {
        var table = ItemFeatureTable.From([NewItem("a", """{"year":1999}"""), NewItem("b", """{"year":1999}""")], Every);

        Assert.Equal([0f, 0], table.Values(0).ToArray());
    }

    [Theory]
    [InlineData("""{"p":1}""", """{"p":"1"}""", "item 'b', attribute 'p': the text '1'; expected a number, as item 'a' has.")]
    [InlineData("""{"p":"x"}""", """{"p":["x"]}""", "item 'b', attribute 'p': an array of texts; expected a text, as item 'a' has.")]
    [InlineData("""{"p":[1,2]}""", """{"p":[1,2,3]}""", "item 'b', attribute 'p': an array of 3 numbers; expected an array of 2 numbers, as item 'a' has.")]
    [InlineData("""{"p":["x"]}""", """{"p":[1]}""", "item 'b', attribute 'p': an array of 1 numbers; expected an array of texts, as item 'a' has.")]
    [InlineData("{}", """{"p":1e400}""", "item 'b', attribute 'p': 1e400, which no 32-bit float can hold; expected")]
    [InlineData("{}", """{"p":[0,1e39]}""", "item 'b', attribute 'p': 1e39, which no 32-bit float can hold; expected")]
    [InlineData("{}", """{"p":[1,"x"]}""", "item 'b', attribute 'p': an array with both Number and String; expected")]
    [InlineData("{}", """{"p":{"q":1}}""", "item 'b', attribute 'p': an object; expected a text, a finite number")]
    [InlineData("{}", """{"p":NaN}""", "item 'b': its attributes are no JSON")]
    [InlineData("{}", "[]", "item 'b': its attributes are Array; expected a JSON object.")]
    public void From_BadAttributes_NamesItemAttributeFoundAndExpected(string first, string second, string message)
    {
        var refusal = Assert.Throws<InvalidItemFeatureException>(() => ItemFeatureTable.From([NewItem("a", first), NewItem("b", second)], Every));

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_TooManyTexts_NamesTheItemThatIsOneTooMany()
    {
        Item[] items = [.. Enumerable.Range(0, 5).Select(place => NewItem($"item{place}", $$"""{"sku":"s{{place}}"}"""))];

        var refusal = Assert.Throws<InvalidItemFeatureException>(() => ItemFeatureTable.From(items, Every with { MaxVocabulary = 3 }));

        Assert.StartsWith("item 'item3', attribute 'sku': 's3' is one of 5 distinct texts of at least 1 items; expected at most 3", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_TooWideAVector_IsRefused()
    {
        var refusal = Assert.Throws<InvalidItemFeatureException>(() => ItemFeatureTable.From([NewItem("a", """{"v":[1,2,3]}""")], Every with { MaxWidth = 2 }));

        Assert.Equal("item 'a', attribute 'v': an array of 3 numbers; expected at most 2 numbers.", refusal.Message);
    }

    [Fact]
    public void From_NoItems_IsEmpty()
    {
        var table = ItemFeatureTable.From([], Every);

        Assert.Equal((0, 0), (table.RowCount, table.Attributes.Length));
    }

    [Fact]
    public void Encode_AfterAJourneyThroughJson_EqualsTheTablesRowsAndLeavesOutWhatIsUnknown()
    {
        Item[] items = [.. Enumerable.Range(0, 40).Select(NewRandomItem)];
        var table = ItemFeatureTable.From(items, new ItemFeatureOptions { MinimumCount = 3 });

        var schema = ItemFeatureSchema.FromJson(table.Schema.ToJson());

        Assert.Equal(table.Schema.ToJson(), schema.ToJson());
        for (int row = 0; row < items.Length; row++)
        {
            ItemFeatureRow encoded = schema.Encode(items[row]);
            for (int attribute = 0; attribute < table.Attributes.Length; attribute++)
            {
                Assert.Equal(table.IdsOf(attribute, row).ToArray(), encoded.Ids(attribute).ToArray());
                Assert.Equal(table.ValuesOf(attribute, row).ToArray(), encoded.Values(attribute).ToArray());
                Assert.Equal(table.Presence(attribute)[row] == 1, encoded.IsPresent(attribute));
            }
        }

        ItemFeatureRow fresh = schema.Encode(NewItem("fresh", """{"brand":"never seen","colour":"new name","price":1e30}"""));
        Assert.All(Enumerable.Range(0, table.Attributes.Length), attribute => Assert.Empty(fresh.Ids(attribute).ToArray()));
        Assert.All(Enumerable.Range(0, table.Attributes.Length), attribute => Assert.All(fresh.Values(attribute).ToArray(), value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void Encode_ItemThatDisagrees_IsRefused()
    {
        ItemFeatureSchema schema = ItemFeatureTable.From([NewItem("a", """{"v":[1,2]}""")], Every).Schema;

        var refusal = Assert.Throws<InvalidItemFeatureException>(() => schema.Encode(NewItem("n", """{"v":[1]}""")));

        Assert.Equal("item 'n', attribute 'v': an array of 1 numbers; expected an array of 2 numbers.", refusal.Message);
    }

    [Theory]
    [InlineData("no json", "cannot be read")]
    [InlineData("""{"format":2,"attributes":[]}""", "has the format 2; this version reads 1")]
    [InlineData("""{"format":1,"attributes":[{"name":"a","kind":"numeric","width":1,"deviation":0}]}""", "'a' contradicts itself")]
    [InlineData("""{"format":1,"attributes":[{"name":"a","kind":"categorical","vocabulary":["x","x"]}]}""", "holds 'x' twice")]
    [InlineData("""{"format":1,"attributes":[{"name":"a","kind":"vector","width":2},{"name":"a","kind":"vector","width":2}]}""", "'a' stands twice")]
    public void FromJson_WhatItIsNot_IsRefused(string json, string message)
    {
        var refusal = Assert.Throws<InvalidItemFeatureException>(() => ItemFeatureSchema.FromJson(json));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    private static Item NewRandomItem(int place)
    {
        var random = new SeededRandom((ulong)(place + 1));
        string brand = string.Create(CultureInfo.InvariantCulture, $"b{random.Next(6)}");
        string price = random.NextDouble().ToString(CultureInfo.InvariantCulture);
        string tags = string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => $"\"t{random.Next(9)}\""));
        return NewItem($"i{place}", place % 5 == 0 ? "{}" : $$"""{"brand":"{{brand}}","price":{{price}},"tags":[{{tags}}],"v":[{{price}},1,2]}""", $"c{random.Next(3)}");
    }

    private static Item NewItem(string id, string attributes, params string[] categories) =>
        new(0, id, id, [.. categories], attributes, IsHidden: false, DateTimeOffset.UnixEpoch, ExpiresAt: null);
}
