using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>The checks from the command line: of all that a server needs, and of the GPU on machines with and without one.</summary>
public sealed class DoctorTests(SampleFolder sample)
{
    [Fact]
    public async Task Doctor_DataFolder_IsIntact()
    {
        ScriptResult result = await Script.RunAsync("doctor", "--data", await sample.CopyAsync(), "--port", "0");

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Matches("ok +integrity +16,000 interactions", result.Output);
        Assert.Matches("ok +bundle +.* is active: .*, all checksums hold", result.Output);
    }

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
