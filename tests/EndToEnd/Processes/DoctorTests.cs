using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>The GPU's check from the command line, on machines with and without one.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task Doctor_OnTheCpu_AgreesWithTheExactSearch()
    {
        ScriptResult result = await Script.RunAsync(
            "doctor", "--gpu", "--device", "cpu", "--items", "4000", "--batch", "16", "--runs", "5", "--json");

        using JsonDocument report = JsonDocument.Parse(result.Output);
        JsonElement agreement = report.RootElement.GetProperty("agreement");
        Assert.Equal(0, agreement.GetProperty("wrong").GetInt32());
        Assert.Equal(agreement.GetProperty("queries").GetInt32(), agreement.GetProperty("certain").GetInt32());
        Assert.True(report.RootElement.GetProperty("batches")[0].GetProperty("usersPerSecond").GetDouble() > 0);
        Assert.Equal(report.RootElement.GetProperty("problems").GetArrayLength() == 0, result.ExitCode == 0);
    }

    [Fact]
    public async Task Doctor_LibraryThatIsNotThere_IsNamedAndTheExitCodeSaysNo()
    {
        ScriptResult result = await Script.RunAsync("doctor", "--gpu", "--device", "path", "--provider-library", "/nowhere/provider.so");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("/nowhere/provider.so is not there", result.Output, StringComparison.Ordinal);
        Assert.Contains("Not all holds.", result.Output, StringComparison.Ordinal);
    }
}
