using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Manidala.Silo.Doctor;
using Manidala.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Silo.Tests.Doctor;

/// <summary>The command on a folder, as the script calls it.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manidala-doctor-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Doctor_FolderThatIsFine_EndsWithZeroAndHasLookedAtEverything()
    {
        await MakeAsync();

        (int code, JsonElement[] findings) = await RunAsync();

        Assert.True(code == 0, string.Join('\n', findings));
        Assert.Superset(
            new HashSet<string> { "runtime", "memory", "configuration", "disk", "ports", "gpu", "database", "clock", "cluster", "bundle", "integrity" },
            findings.Select(finding => finding.GetProperty("area").GetString()!).ToHashSet());
    }

    [Fact]
    public async Task Doctor_DamagedDatabase_EndsWithOneAndSaysWhatToDo()
    {
        await MakeAsync();
        await using (SqliteConnection connection = new($"Data Source={Path.Combine(_folder.FullName, "manidala.db")};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            using SqliteCommand damage = connection.CreateCommand();
            damage.CommandText = "UPDATE sqlite_sequence SET seq = 0";
            await damage.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (int code, JsonElement[] findings) = await RunAsync();
        (int quick, _) = await RunAsync("--quick");

        Assert.Equal((1, 0), (code, quick));
        JsonElement error = Assert.Single(findings, finding => finding.GetProperty("level").GetString() == "error");
        Assert.Equal("integrity", error.GetProperty("area").GetString());
        Assert.Contains("restore the last backup", error.GetProperty("advice").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_FolderBeforeTheFirstStart_IsAWarningAndStaysEmpty()
    {
        (int code, JsonElement[] findings) = await RunAsync();

        Assert.Equal(0, code);
        Assert.Contains(findings, finding => finding.GetProperty("found").GetString()!.Contains("is not there yet", StringComparison.Ordinal));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public async Task Doctor_WithoutJson_IsATableThatEndsWithACount()
    {
        var output = new StringWriter();

        await Command().Parse(Words()).InvokeAsync(new() { Output = output }, TestContext.Current.CancellationToken);

        Assert.Matches(@"\d+ errors, \d+ warnings, \d+ ok\s*$", output.ToString());
        Assert.Contains("The first start makes it.", output.ToString(), StringComparison.Ordinal);
    }

    private async Task MakeAsync()
    {
        await using ManidalaDatabase database = await ManidalaDatabase.OpenAsync(
            new DatabaseOptions { DataDirectory = _folder.FullName }, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        await database.Journal.AppendAsync([new("1", "ada", "item", "like", 1, 1)], TestContext.Current.CancellationToken);
    }

    private async Task<(int Code, JsonElement[] Findings)> RunAsync(params string[] more)
    {
        var output = new StringWriter();
        int code = await Command().Parse([.. Words(), "--json", .. more]).InvokeAsync(new() { Output = output }, TestContext.Current.CancellationToken);
        using JsonDocument document = JsonDocument.Parse(output.ToString());
        return (code, [.. document.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.Clone())]);
    }

    // A server without keys is for this machine alone; the script's default says the same.
    private static System.CommandLine.RootCommand Command() => DoctorCommand.Create(new Dictionary<string, string?> { ["Keys:AllowAnonymous"] = "true" });

    private string[] Words()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ["doctor", "--data", _folder.FullName, "--port", $"{((IPEndPoint)listener.LocalEndpoint).Port}", "--host", "localhost"];
    }
}
