using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Commands;

/// <summary>The command line of backups; what they hold is Storage's to test.</summary>
public sealed class BackupCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Backup_OfAFolder_ComesBackElsewhereAndNotOverWhatIsThere()
    {
        var line = new CommandLine();
        string log = _folder.Write("log.csv", "user,item\nada,a\nada,b\n"), data = _folder.Sub("data"), archive = _folder.Sub("backup.zip");
        Assert.Equal(0, await line.RunAsync("import", "csv", log, "--user", "user", "--item", "item", "--data", data));

        Assert.True(await line.RunAsync("backup", "--data", data, "--out", archive) == 0, line.Error);
        Assert.Contains("2 interactions up to 2, schema ", line.Out, StringComparison.Ordinal);
        Assert.True(await line.RunAsync("restore", "--data", _folder.Sub("other"), "--from", archive) == 0, line.Error);
        Assert.StartsWith("Restored 2 interactions up to 2, as of ", line.Out, StringComparison.Ordinal);

        Assert.Equal(1, await line.RunAsync("restore", "--data", data, "--from", archive));
        Assert.Contains("--replace", line.Error, StringComparison.Ordinal);
        Assert.True(await line.RunAsync("restore", "--data", data, "--from", archive, "--replace") == 0, line.Error);
        Assert.Single(Directory.GetDirectories(data, "replaced-*"));
    }

    [Fact]
    public async Task Backup_DatabaseThatCannotBeReached_SaysWhereAndNotThePassword()
    {
        var line = new CommandLine();

        int code = await line.RunAsync("backup", "--database", "postgres://u:secret@127.0.0.1:1/d", "--out", _folder.Sub("backup.zip"));

        Assert.Equal(1, code);
        Assert.Contains("127.0.0.1:1", line.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Migrate_FolderWithoutADatabase_SaysWhatWasExpected()
    {
        var line = new CommandLine();

        int code = await line.RunAsync("migrate", "--data", _folder.Sub("none"), "--to", "postgres://127.0.0.1:1/d");

        Assert.Equal(1, code);
        Assert.Contains("holds no manidala.db", line.Error, StringComparison.Ordinal);
    }
}
