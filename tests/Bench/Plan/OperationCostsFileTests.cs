using Manidala.Bench.Plan;

namespace Manidala.Bench.Tests.Plan;

public sealed class OperationCostsFileTests
{
    [Fact]
    public void Read_ValidFile_HasEveryTerm()
    {
        OperationCosts costs = OperationCostsFile.Read("c.json", Samples.CostFile());

        Assert.Equal(CostTerm.All.Count, costs.Numbers.Count);
        Assert.Equal(1.5, costs.Exact.At(15));
    }

    [Theory]
    [InlineData("\"feedSilo\"", "\"feedSillo\"", "c.json: numbers.feedSilo is missing")]
    [InlineData("\"numbers\": {", "\"numbers\": {\"more\": 1, ", "c.json: numbers.more is not a known name")]
    [InlineData("\"feedSilo\": {\"value\": 1", "\"feedSilo\": {\"value\": -1", "c.json: numbers.feedSilo.value is -1; allowed: a number from 0")]
    [InlineData("\"feedSilo\": {\"value\": 1, \"unit\": \"s\"", "\"feedSilo\": {\"value\": 1, \"unit\": \"ms\"", "c.json: numbers.feedSilo.unit is \"ms\"; allowed: s")]
    [InlineData("\"basis\": \"assumed\"", "\"basis\": \"guessed\"", "c.json: numbers.feedGateway.basis is \"guessed\"; allowed: measured, derived, assumed, target")]
    [InlineData("\"basis\": \"assumed\"", "\"basis\": \"measured\"", "c.json: numbers.feedGateway.machine is missing")]
    [InlineData("\"source\": \"invented\"", "\"source\": \"\"", "c.json: numbers.feedGateway.source is \"\"; allowed: a text")]
    [InlineData("\"items\": 20", "\"items\": 10", "c.json: exactSearch.points is not in order")]
    [InlineData("\"gpus\": []", "\"gpus\": [{\"name\": \"X1\"}]", "c.json: gpus[0].memory is missing")]
    public void Read_BadFile_IsRefusedByFileAndField(string part, string instead, string named)
    {
        string text = Samples.CostFile().Replace(part, instead, StringComparison.Ordinal);

        var failure = Assert.Throws<InvalidDataException>(() => OperationCostsFile.Read("c.json", text));

        Assert.StartsWith(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ShippedFile_NamesASourceOfEachNumber() =>
        Assert.All(AssumptionList.Of(Samples.ShippedCosts), assumption => Assert.NotEmpty(assumption.Origin.Source));
}
