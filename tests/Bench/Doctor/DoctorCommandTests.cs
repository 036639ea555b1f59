using Manidala.Bench.Doctor;

namespace Manidala.Bench.Tests.Doctor;

public sealed class DoctorCommandTests
{
    [Theory]
    [InlineData("--gpu")]
    [InlineData("--gpu --device cpu --items 1000 --batch 1 1024 --runs 3 --wanted 256 --json")]
    [InlineData("--gpu --device path --provider-library a.so --least-rate 100000 --longest-ms 10")]
    public void Parse_GoodInput_HasNoErrors(string arguments) => Assert.Empty(DoctorCommand.Build().Parse(arguments).Errors);

    [Theory]
    [InlineData("", "--gpu")]
    [InlineData("--gpu --device tpu", "tpu")]
    [InlineData("--gpu --device path", "--provider-library")]
    [InlineData("--gpu --provider-library a.so", "--provider-library")]
    [InlineData("--gpu --items 10", "--items is \"10\"; allowed: a whole number from 1000")]
    [InlineData("--gpu --batch 8 1025", "--batch is \"1025\"; allowed: a whole number from 1 to 1024")]
    [InlineData("--gpu --rows 50", "--wanted is 100 and --rows 50")]
    [InlineData("--gpu --wanted 300", "--wanted is 300 and --rows 256")]
    public void Parse_BadInput_IsRefusedByTheNameOfTheOption(string arguments, string named) =>
        Assert.Contains(DoctorCommand.Build().Parse(arguments).Errors, error => error.Message.Contains(named, StringComparison.Ordinal));
}
