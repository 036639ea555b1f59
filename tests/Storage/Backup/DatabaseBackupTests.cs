using System.IO.Compression;
using Manidala.Storage.Backup;
using Manidala.Tests.Support;

namespace Manidala.Storage.Tests.Backup;

/// <summary>A backup that is taken while others write, and put back elsewhere.</summary>
public abstract class DatabaseBackupTests(TestDatabase database, TestDatabase other) : DatabaseTest(database)
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manidala-backup-");

    protected string Archive => Path.Combine(_folder.FullName, "backup.zip");

    protected TestDatabase Other => other;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await other.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Backup_UnderWrites_HasOnceWhatWasAcknowledgedBefore()
    {
        ManidalaDatabase written = await OpenAsync();
        using var ending = new CancellationTokenSource();
        var enough = new TaskCompletionSource();
        var acknowledged = new List<(string User, string Id, long Sequence)>();
        Task writer = WriteUntilAsync(written, acknowledged, enough, ending.Token);
        await enough.Task;
        (string User, string Id, long Sequence)[] before;
        lock (acknowledged)
        {
            before = [.. acknowledged];
        }

        BackupManifest manifest = await DatabaseBackup.WriteAsync(Options, Archive, Time, Cancelled);
        await ending.CancelAsync();
        await writer;
        await other.CreateAsync();
        await DatabaseBackup.RestoreAsync(other.Options, Archive, replaces: false, Time, Cancelled);

        Assert.True((await DatabaseExamination.ReadAllAsync(other.Options, Cancelled)).IsIntact);
        ManidalaDatabase restored = await OpenAsync(other.Options);
        List<JournalEntry> journal = await ReadAllAsync(restored);
        Assert.Equal((manifest.Interactions, manifest.LastSequence), (journal.Count, journal[^1].Sequence));
        HashSet<(string, string, long)> there = [.. journal.Select(entry => (entry.Interaction.UserId, entry.Interaction.ItemId, entry.Sequence))];
        Assert.Equal(journal.Count, there.Count);
        Assert.All(before, one => Assert.Contains((one.User, one.Id, one.Sequence), there));
    }

    [Fact]
    public async Task Restore_AllTables_GoOnWhereTheyWere()
    {
        ManidalaDatabase written = await OpenAsync();
        await written.Journal.AppendAsync([Event("ada", "1"), Event("ada", "2"), Event("bob", "1")], Cancelled);
        await written.Journal.EraseUserAsync("bob", Cancelled);
        await written.Profiles.PutAsync([new StoredProfile("ada", "[1]", "likes blue")], Cancelled);
        await DatabaseBackup.WriteAsync(Options, Archive, Time, Cancelled);
        await other.CreateAsync();

        await DatabaseBackup.RestoreAsync(other.Options, Archive, replaces: false, Time, Cancelled);

        ManidalaDatabase restored = await OpenAsync(other.Options);
        IReadOnlyList<AppendResult> results = await restored.Journal.AppendAsync([Event("ada", "2"), Event("ada", "3")], Cancelled);
        Assert.Equal(new AppendResult(2, IsDuplicate: true), results[0]);

        // 3 was given to somebody who was erased.
        Assert.True(results[1] is { IsDuplicate: false, Sequence: > 3 });
        Assert.Equal(1, await restored.Erasures.ReadLastAsync(Cancelled));
        Assert.Equal(new StoredProfile("ada", "[1]", "likes blue"), await restored.Profiles.GetAsync("ada", Cancelled));
    }

    [Fact]
    public async Task Restore_OverExistingData_IsRefusedWithoutTheFlag()
    {
        ManidalaDatabase written = await OpenAsync();
        await written.Journal.AppendAsync([Event("ada", "1")], Cancelled);
        await DatabaseBackup.WriteAsync(Options, Archive, Time, Cancelled);
        await other.CreateAsync();
        ManidalaDatabase there = await OpenAsync(other.Options);
        await there.Journal.AppendAsync([Event("eve", "1"), Event("eve", "2")], Cancelled);
        await there.DisposeAsync();

        BackupException refused = await Assert.ThrowsAsync<BackupException>(() => DatabaseBackup.RestoreAsync(other.Options, Archive, replaces: false, Time, Cancelled));
        long untouched = (await DatabaseExamination.ReadAllAsync(other.Options, Cancelled)).Interactions;
        await DatabaseBackup.RestoreAsync(other.Options, Archive, replaces: true, Time, Cancelled);

        Assert.Contains("--replace", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, untouched);
        Assert.Equal("ada", Assert.Single(await ReadAllAsync(await OpenAsync(other.Options))).Interaction.UserId);
    }

    [Fact]
    public async Task Backup_FileThatIsThere_IsNotReplaced()
    {
        await OpenAsync();
        await File.WriteAllTextAsync(Archive, "mine", Cancelled);

        await Assert.ThrowsAsync<BackupException>(() => DatabaseBackup.WriteAsync(Options, Archive, Time, Cancelled));

        Assert.Equal("mine", await File.ReadAllTextAsync(Archive, Cancelled));
        Assert.Single(_folder.GetFileSystemInfos());
    }

    private static async Task WriteUntilAsync(
        ManidalaDatabase database, List<(string User, string Id, long Sequence)> acknowledged, TaskCompletionSource enough, CancellationToken ending)
    {
        for (int i = 0; !ending.IsCancellationRequested; i++)
        {
            string user = $"user-{i % 7}", id = $"{i}";
            IReadOnlyList<AppendResult> results = await database.Journal.AppendAsync([Event(user, id, item: id)], CancellationToken.None);
            lock (acknowledged)
            {
                acknowledged.Add((user, id, results[0].Sequence));
            }

            if (i == 200)
            {
                enough.SetResult();
            }
        }
    }
}

public sealed class SqliteBackupTests() : DatabaseBackupTests(new SqliteTestDatabase(), new SqliteTestDatabase())
{
    [Theory]
    [InlineData("middle")]
    [InlineData("end")]
    [InlineData("manifest")]
    [InlineData("text")]
    public async Task Restore_DamagedArchive_IsRefusedWhole(string where)
    {
        ManidalaDatabase written = await OpenAsync();
        await written.Journal.AppendAsync([.. Enumerable.Range(0, 50).Select(i => Event("ada", $"{i}"))], Cancelled);
        await DatabaseBackup.WriteAsync(Options, Archive, Time, Cancelled);
        Damage(where);
        await Other.CreateAsync();

        BackupException refused = await Assert.ThrowsAsync<BackupException>(() => DatabaseBackup.RestoreAsync(Other.Options, Archive, replaces: true, Time, Cancelled));

        Assert.Contains("is damaged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await DatabaseExamination.LookAsync(Other.Options, Time, Cancelled)).Schema);
    }

    [Fact]
    public async Task Restore_FolderThatIsServedFrom_IsRefused()
    {
        await OpenAsync();
        string archive = Path.Combine(Options.DataDirectory, "backup.zip");
        await DatabaseBackup.WriteAsync(Options, archive, Time, Cancelled);
        await using FileStream served = new(Path.Combine(Options.DataDirectory, "manidala.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        DatabaseInUseException refused = await Assert.ThrowsAsync<DatabaseInUseException>(() => DatabaseBackup.RestoreAsync(Options, archive, replaces: true, Time, Cancelled));

        Assert.Contains("is in use", refused.Message, StringComparison.Ordinal);
    }

    private void Damage(string where)
    {
        byte[] bytes = File.ReadAllBytes(Archive);
        switch (where)
        {
            case "middle":
                // More than a bit: a compressed piece has some that nobody reads.
                bytes.AsSpan(bytes.Length / 2, 64).Reverse();
                File.WriteAllBytes(Archive, bytes);
                break;
            case "end":
                File.WriteAllBytes(Archive, bytes[..^100]);
                break;
            case "text":
                File.WriteAllText(Archive, "not an archive");
                break;
            default:
                using (ZipArchive zip = ZipFile.Open(Archive, ZipArchiveMode.Update))
                {
                    ZipArchiveEntry entry = zip.GetEntry("manifest.json")!;
                    string json;
                    using (StreamReader reader = new(entry.Open()))
                    {
                        json = reader.ReadToEnd();
                    }

                    entry.Delete();
                    using StreamWriter changed = new(zip.CreateEntry("manifest.json").Open());
                    changed.Write(json.Replace("\"interactions\": 50", "\"interactions\": 51", StringComparison.Ordinal));
                }

                break;
        }
    }
}

public sealed class PostgresBackupTests(PostgresFixture postgres) : DatabaseBackupTests(new PostgresTestDatabase(postgres), new PostgresTestDatabase(postgres))
{
    [Fact]
    public async Task Restore_DatabaseWithLivingSilos_IsRefused()
    {
        await OpenAsync();
        string archive = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await DatabaseBackup.WriteAsync(Options, archive, Time, Cancelled);
        await TamperAsync("""
            INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES ('manidala');
            INSERT INTO OrleansMembershipTable (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
            VALUES ('manidala', '10.0.0.1', 11111, 1, 'silo-1', 'host', 3, 30000, now(), now())
            """);

        DatabaseInUseException refused = await Assert.ThrowsAsync<DatabaseInUseException>(() => DatabaseBackup.RestoreAsync(Options, archive, replaces: true, Time, Cancelled));

        File.Delete(archive);
        Assert.Contains("Silos live on", refused.Message, StringComparison.Ordinal);
    }
}
