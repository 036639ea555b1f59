using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;

namespace Manidala.EndToEnd.Tests.Processes;

/// <summary>A start that cannot succeed ends the process with one line that says why.</summary>
public sealed class StartupFailureTests(SampleFolder sample, PostgresFixture postgres)
{
    [Fact]
    public async Task Start_PortTaken_NamesThePort()
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var refused = await RunningSilo.RefusedAsync(sample.NewFolder(), port: port);

        OneLine.Expect(refused, port);
    }

    [Fact]
    public async Task Start_SiloPortTaken_NamesThePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var refused = await RunningSilo.RefusedAsync(sample.NewFolder(), new Dictionary<string, string> { ["SILO_PORT"] = port });

        OneLine.Expect(refused, port);
    }

    [Fact]
    public async Task Start_FolderInUse_NamesTheFolderAndLeavesTheOtherAlone()
    {
        string folder = sample.NewFolder();
        await using RunningSilo first = await RunningSilo.StartAsync(folder);

        var refused = await RunningSilo.RefusedAsync(folder);

        OneLine.Expect(refused, folder);
        Assert.Equal(HttpStatusCode.OK, await first.Api.StatusAsync("health/ready"));
        string pid = await File.ReadAllTextAsync(Path.Combine(folder, "manidala.pid"));
        Assert.Equal(first.Process.Id.ToString(CultureInfo.InvariantCulture), pid.Trim());
    }

    [Fact]
    public async Task Start_DatabaseIsNoDatabase_NamesTheFileAndLeavesItAlone()
    {
        string folder = sample.NewFolder();
        string file = Path.Combine(folder, "manidala.db");
        string text = string.Concat(Enumerable.Repeat("This is a letter and not a database. ", 500));
        await File.WriteAllTextAsync(file, text);

        var refused = await RunningSilo.RefusedAsync(folder);

        OneLine.Expect(refused, file);
        Assert.Equal(text, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Start_DatabaseCutShort_NamesTheFile()
    {
        string folder = await sample.CopyAsync();
        string file = Path.Combine(folder, "manidala.db");
        await using (FileStream database = File.OpenWrite(file))
        {
            database.SetLength(database.Length / 2);
        }

        var refused = await RunningSilo.RefusedAsync(folder);

        OneLine.Expect(refused, file);
    }

    [Fact]
    public async Task Start_FolderOfANewerVersion_SaysSo()
    {
        string folder = sample.NewFolder();
        await using (RunningSilo first = await RunningSilo.StartAsync(folder))
        {
            Assert.Equal(0, await first.Process.StopAsync(TimeSpan.FromSeconds(20)));
        }

        SchemaVersion.Raise(Path.Combine(folder, "manidala.db"));

        var refused = await RunningSilo.RefusedAsync(folder);

        OneLine.Expect(refused, "newer");
    }

    [Fact]
    public async Task Start_PostgresNotThere_NamesItsAddressButNoPassword()
    {
        string port = FreePorts.Text();

        var refused = await RunningSilo.RefusedAsync(
            sample.NewFolder(), TestPostgres.Environment($"postgres://someone:a-secret@127.0.0.1:{port}/manidala"));

        OneLine.Expect(refused, port);
        Assert.DoesNotContain("a-secret", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PostgresOfANewerVersion_SaysSo()
    {
        string connection = await postgres.CreateDatabaseAsync();
        Dictionary<string, string> environment = TestPostgres.Environment(TestPostgres.ToUrl(connection));
        await using (RunningSilo first = await RunningSilo.StartAsync(sample.NewFolder(), environment))
        {
            Assert.Equal(0, await first.Process.StopAsync(TimeSpan.FromSeconds(20)));
        }

        await PostgresFixture.ExecuteAsync(connection, SchemaVersion.RaiseInPostgres);

        var refused = await RunningSilo.RefusedAsync(sample.NewFolder(), environment);

        OneLine.Expect(refused, "newer");
    }

    [Theory]
    [InlineData("PORT", "eighty")]
    [InlineData("PORT", "65536")]
    [InlineData("SILO_PORT", "-1")]
    [InlineData("LOG_LEVEL", "loud")]
    [InlineData("HOST", "not an address")]
    [InlineData("DATABASE_URL", "mysql://127.0.0.1/manidala")]
    [InlineData("Gateway__CallTimeout", "01:00:00")]
    [InlineData("Sessions__SnapshotEvery", "-5")]
    public async Task Start_BadSetting_NamesItAndWhatIsAllowed(string name, string value)
    {
        await using ManidalaProcess process = ManidalaProcess.Start(
            Programs.Silo, ["--data", sample.NewFolder()], new Dictionary<string, string> { ["PORT"] = FreePorts.Text(), [name] = value });
        await process.ExitAsync(TimeSpan.FromSeconds(60));

        OneLine.Expect((process.ExitCode, process.Errors), name.Split("__")[^1]);
    }

    [Fact]
    public async Task Start_BadRole_NamesItAndWhatIsAllowed()
    {
        var refused = await RunningSilo.RefusedAsync(sample.NewFolder(), role: "queen");

        OneLine.Expect(refused, "queen");
        Assert.Contains("all, silo, model", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FolderCannotBeWritten_NamesTheFolder()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may write everywhere");
        string folder = sample.NewFolder();
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var refused = await RunningSilo.RefusedAsync(folder);

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        OneLine.Expect(refused, folder);
    }

    [Fact]
    public async Task Start_FolderIsAFile_NamesIt()
    {
        string file = Path.Combine(sample.NewFolder(), "data");
        await File.WriteAllTextAsync(file, "");

        var refused = await RunningSilo.RefusedAsync(file);

        OneLine.Expect(refused, file);
    }
}
