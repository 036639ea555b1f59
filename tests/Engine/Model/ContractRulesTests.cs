using System.Text.Json;
using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Model;

public sealed class ContractRulesTests
{
    [Theory]
    [InlineData("""{"kind":"sequence","stateSize":5,"length":5}""", "neither items nor item_embeddings")]
    [InlineData("""{"kind":"sequence","stateSize":5,"inputs":{"items":"items"}}""", "the length of no number")]
    [InlineData("""{"kind":"sequence","stateSize":5,"inputs":{"items":"items"},"length":0}""", "the length 0")]
    [InlineData("""{"kind":"sequence","stateSize":5,"inputs":{"items":"items"},"length":2049}""", "the length 2049")]
    [InlineData("""{"kind":"sequence","stateSize":9,"inputs":{"items":"items"},"length":5}""", "state size 9; expected 5")]
    [InlineData("""{"kind":"sequence","stateSize":10,"inputs":{"items":"i","gaps":"g"},"length":5,"padding":"up"}""", "the padding 'up'")]
    [InlineData("""{"kind":"sequence","stateSize":5,"inputs":{"items":"i","state":"s"},"length":5}""", "the input role 'state' in a sequence encoder")]
    [InlineData("""{"kind":"sequence","stateSize":5,"inputs":{"items":"i"},"outputs":{"next_state":"s"},"length":5}""", "the output role 'next_state'")]
    [InlineData("""{"kind":"recurrent","stateSize":5,"inputs":{"state":"s"}}""", "no state or no item")]
    [InlineData("""{"kind":"recurrent","stateSize":5,"inputs":{"state":"s","item":"s"}}""", "the input tensor 's' given two values")]
    [InlineData("""{"kind":"recurrent","stateSize":5,"inputs":{"state":"s","item":"i","type":"t"}}""", "an input for types and no interactionTypes")]
    [InlineData("""{"kind":"recurrent","stateSize":5,"interactionTypes":["view","other"]}""", "the interactionTypes view, other")]
    [InlineData("""{"kind":"recurrent","stateSize":5,"interactionTypes":["other","view","view"]}""", "the interactionTypes other, view, view")]
    [InlineData("""{"kind":"recurrent","stateSize":5,"constants":{"age":"1"}}""", "constants in a recurrent encoder")]
    [InlineData("""{"kind":"user","stateSize":133}""", "no input")]
    public void Problem_ContractThatCannotBeKept_SaysWhatWasFound(string json, string expected)
    {
        (string Found, string Expected)? problem = ContractRules.Problem(Parse(json));

        Assert.NotNull(problem);
        Assert.Contains(expected, $"{problem.Value.Found}; expected {problem.Value.Expected}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"recurrent","stateSize":5}""")]
    [InlineData("""{"kind":"recurrent","stateSize":5,"inputs":{"state":"s","item":"i","type":"t","gap":"g"},"interactionTypes":["other"]}""")]
    [InlineData("""{"kind":"sequence","stateSize":10,"inputs":{"items":"i","gaps":"g"},"length":5,"padding":"right","paddingItem":0,"firstItem":1}""")]
    [InlineData("""{"kind":"user","stateSize":133,"inputs":{"user_id":"u"},"constants":{"age":"1"}}""")]
    public void Problem_ContractOfAnyKind_IsNone(string json) => Assert.Null(ContractRules.Problem(Parse(json)));

    private static EncoderContract Parse(string json) => JsonSerializer.Deserialize(json, BundleJson.Default.EncoderContract)!;
}
