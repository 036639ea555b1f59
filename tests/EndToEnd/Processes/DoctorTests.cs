using System.Text.Json;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>The checks from the command line: of a data folder, and of the GPU on machines with and without one.</summary>
public sealed class DoctorTests(SampleFolder sample)
{
    [Fact]
    public async Task Doctor_DataFolder_IsIntact()
    {
        ScriptResult result = await Script.RunAsync("doctor", "--data", await sample.CopyAsync());

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("The database is intact.", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INSERT OR REPLACE INTO interaction_by_user SELECT user_id, event_key, sequence, 'other', type, value, happened_ms FROM interaction WHERE sequence = 7", "every row by user is an interaction")]
    [InlineData("DELETE FROM interaction_by_user; UPDATE indexed SET through = 7", "every interaction up to indexed.through is found by its user")]
    [InlineData("UPDATE interaction SET user_id = 'u', event_key = x'00' WHERE sequence IN (7, 8)", "a user has each interaction once")]
    [InlineData("UPDATE indexed SET through = through + 1000000", "indexed is one row")]
    [InlineData("UPDATE sqlite_sequence SET seq = 7 WHERE name = 'interaction'", "no sequence is given out again")]
    public async Task Doctor_DataFolderWithAFault_NamesTheRule(string damage, string rule)
    {
        string data = await sample.CopyAsync();
        SchemaVersion.Execute(Path.Combine(data, "manidala.db"), damage);

        ScriptResult result = await Script.RunAsync("doctor", "--data", data);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"FAULT {rule}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_FolderWithoutADatabase_IsNamed()
    {
        ScriptResult result = await Script.RunAsync("doctor", "--data", sample.NewFolder());

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("holds no manidala.db", result.Errors, StringComparison.Ordinal);
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
