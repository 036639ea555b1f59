using Manidala.Bench.Plan;

namespace Manidala.Bench.Tests.Plan;

public sealed class PlanCommandTests
{
    private const string Good = "--daily-users 10k --interactions-per-day 1M --items 100_000";

    [Fact]
    public void Parse_GoodInput_HasNoErrors() =>
        Assert.Empty(PlanCommand.Build().Parse($"{Good} --feeds-per-day 1.5M --spare .3 --replicas 1 --prices a.json --prices b.json --json").Errors);

    [Theory]
    [InlineData("", "--daily-users")]
    [InlineData("--daily-users 1 --items 1", "--interactions-per-day")]
    [InlineData("--daily-users 1.5 --interactions-per-day 1 --items 1", "--daily-users is \"1.5\"; allowed: a whole number")]
    [InlineData("--daily-users 1 --interactions-per-day 0 --items 1", "--interactions-per-day is \"0\"; allowed: ")]
    [InlineData("--daily-users 1 --interactions-per-day 1 --items -3", "--items is \"-3\"; allowed: ")]
    [InlineData(Good + " --feeds-per-day many", "--feeds-per-day is \"many\"; allowed: ")]
    [InlineData(Good + " --spare 1", "--spare is \"1\"; allowed: a number from 0 to 0.95")]
    [InlineData(Good + " --replicas 0", "--replicas is \"0\"; allowed: a whole number from 1 to 1000")]
    [InlineData(Good + " --replicas 1.5", "--replicas is \"1.5\"; allowed: a whole number")]
    [InlineData(Good + " --latency-bound NaN", "--latency-bound is \"NaN\"; allowed: ")]
    [InlineData(Good + " --peak-factor .5", "--peak-factor is \".5\"; allowed: ")]
    [InlineData(Good + " --retention-days -1", "--retention-days is \"-1\"; allowed: ")]
    public void Parse_BadInput_IsRefusedByTheNameOfTheOption(string arguments, string named) =>
        Assert.Contains(PlanCommand.Build().Parse(arguments).Errors, error => error.Message.Contains(named, StringComparison.Ordinal));
}
