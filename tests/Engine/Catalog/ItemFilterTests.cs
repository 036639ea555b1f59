using System.Text.Json;
using Manidala.Engine.Catalog;

namespace Manidala.Engine.Tests.Catalog;

public sealed class ItemFilterTests
{
    [Theory]
    [InlineData("brand:acme", "brand", "acme")]
    [InlineData("url:http://x", "url", "http://x")]
    [InlineData("brand", null, null)]
    [InlineData(":acme", null, null)]
    [InlineData("brand:", null, null)]
    [InlineData(null, null, null)]
    public void TryParse_Label_EndsTheNameAtTheFirstColon(string? text, string? name, string? value)
    {
        bool isLabel = Label.TryParse(text, out Label label);

        Assert.Equal(name is not null, isLabel);
        Assert.Equal((name, value), isLabel ? (label.Name, label.Value) : (null, null));
    }

    [Fact]
    public void Match_EachKindOfValue_IsALabelAndNumbersHaveRanges()
    {
        CatalogSnapshot catalog = Catalog(
            """{"brand":"acme","price":10}""", """{"brand":["acme","zenith"],"price":[30,10]}""", """{"on":true,"price":20.5}""", """{"deep":{"brand":"acme"}}""");

        Assert.Equal([0, 1], Match(catalog, all: ["brand:acme"]));
        Assert.Equal([1], Match(catalog, all: ["brand:acme", "brand:zenith"]));
        Assert.Equal([1, 2], Match(catalog, any: ["brand:zenith", "on:true"]));
        Assert.Equal([2, 3], Match(catalog, none: ["brand:acme"]));
        Assert.Equal([0, 1], Match(catalog, all: ["price:10"]));
        Assert.Equal([0, 2], Match(catalog, ranges: [new NumberRange("price", 10, 20.5)]));
        Assert.Equal([1], Match(catalog, ranges: [new NumberRange("price", 21, double.PositiveInfinity)]));
        Assert.Empty(Match(catalog, ranges: [new NumberRange("size", double.NegativeInfinity, double.PositiveInfinity)]));
        Assert.Empty(Match(catalog, all: ["brand:nobody"]));
    }

    [Fact]
    public void Match_DrawnCataloguesAndFilters_EqualsTheNaiveOneAcrossPagesAndChanges()
    {
        var random = new Random(17);
        CatalogSnapshot catalog = Catalog([.. Enumerable.Range(0, 700).Select(_ => Json(random))]);
        for (int run = 0; run < 60; run++)
        {
            string[] all = Labels(random, 1);
            string[] any = Labels(random, 2);
            string[] none = Labels(random, 1);
            NumberRange[] ranges = random.Next(2) == 0 ? [] : [new NumberRange("n", random.Next(10), 5 + random.Next(10))];

            IEnumerable<int> expected = Enumerable.Range(0, 700).Where(ordinal => Passes(catalog[ordinal]!, all, any, none, ranges));

            Assert.Equal(expected, Match(catalog, all, any, none, ranges));
            int changed = random.Next(700);
            catalog = catalog.With([new CatalogChange(catalog.ChangeSequence + 1, changed, $"i{changed}", New(changed, Json(random)))]);
        }
    }

    private static bool Passes(Item item, string[] all, string[] any, string[] none, NumberRange[] ranges)
    {
        using JsonDocument json = JsonDocument.Parse(item.AttributesJson);
        bool Has(string label) => json.RootElement.GetProperty(label[..1]).ToString() == label[2..];
        return all.All(Has) && (any.Length == 0 || any.Any(Has)) && !none.Any(Has)
            && ranges.All(range => json.RootElement.GetProperty("n").GetDouble() is var number && number >= range.Least && number <= range.Most);
    }

    private static string[] Labels(Random random, int most) =>
        [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => $"{"abc"[random.Next(3)]}:{random.Next(4)}").Distinct()];

    private static string Json(Random random) =>
        $$"""{"a":"{{random.Next(4)}}","b":"{{random.Next(4)}}","c":"{{random.Next(4)}}","n":{{random.Next(20)}}}""";

    private static CatalogSnapshot Catalog(params string[] attributes) =>
        CatalogSnapshot.Empty().With([.. attributes.Select((json, ordinal) => new CatalogChange(ordinal + 1, ordinal, $"i{ordinal}", New(ordinal, json)))]);

    private static Item New(int ordinal, string json) => new(ordinal, $"i{ordinal}", "", [], json, false, DateTimeOffset.UnixEpoch, null);

    private static int[] Match(
        CatalogSnapshot catalog, string[]? all = null, string[]? any = null, string[]? none = null, NumberRange[]? ranges = null)
    {
        ulong[] matching = new ItemFilter(Parse(all), Parse(any), Parse(none), [.. ranges ?? []]).Match(catalog);
        return [.. Enumerable.Range(0, catalog.OrdinalLimit).Where(ordinal => Bitset.Contains(matching, ordinal))];
    }

    private static System.Collections.Immutable.ImmutableArray<Label> Parse(string[]? texts) =>
        [.. (texts ?? []).Select(text => Label.TryParse(text, out Label label) ? label : throw new ArgumentException(text))];
}
