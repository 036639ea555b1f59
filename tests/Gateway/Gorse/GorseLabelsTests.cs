using System.Text.Json;
using Manidala.Gateway.Gorse;
using Manidala.Gateway.Http;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Tests.Gorse;

public sealed class GorseLabelsTests
{
    [Theory]
    [InlineData("null", "{}")]
    [InlineData("""["a","b"]""", """{"labels":["a","b"]}""")]
    [InlineData("\"a\"", """{"labels":"a"}""")]
    [InlineData("""{"topics":["a"],"n":1.5,"v":[1,2]}""", """{"topics":["a"],"n":1.5,"v":[1,2]}""")]
    [InlineData("""{"deep":{"er":{"est":"x"}},"n":1}""", """{"deep.er.est":"x","n":1}""")]
    [InlineData("""{"a.b":"x","c\\d":1}""", """{"a\\.b":"x","c\\\\d":1}""")]
    [InlineData("""{"labels":["a"]}""", """{"\\labels":["a"]}""")]
    public void ToAttributes_AndBack_AreTheSameLabels(string labels, string attributes)
    {
        string stored = GorseLabels.ToAttributes(labels, "Labels");

        Assert.Equal(attributes, stored);
        using JsonDocument back = JsonDocument.Parse(GorseLabels.FromAttributes(stored));
        using JsonDocument given = JsonDocument.Parse(labels);
        Assert.True(Equal(given.RootElement, back.RootElement), back.RootElement.GetRawText());
    }

    [Theory]
    [InlineData("true", "Labels")]
    [InlineData("""[["a"]]""", "Labels[0]")]
    [InlineData("""["a",1]""", "Labels[1]")]
    [InlineData("""{"a":{"b":[true]}}""", "Labels.a.b[0]")]
    [InlineData("""{"a":1e999}""", "Labels.a")]
    public void Check_WhatGorseRefuses_NamesTheField(string labels, string field)
    {
        using JsonDocument document = JsonDocument.Parse(labels);

        Assert.Equal(field, Assert.Throws<InvalidRequestException>(() => GorseLabels.Check(new JsonField(document.RootElement, "Labels"))).Field);
    }

    private static bool Equal(JsonElement one, JsonElement other) => one.ValueKind != JsonValueKind.Object
        ? JsonElement.DeepEquals(one, other)
        : other.ValueKind == JsonValueKind.Object
            && one.EnumerateObject().Count() == other.EnumerateObject().Count()
            && one.EnumerateObject().All(member => other.TryGetProperty(member.Name, out JsonElement same) && Equal(member.Value, same));
}
