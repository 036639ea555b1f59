using Manidala.Storage;
using Manidala.Tests.Support;
using Manidala.Training.Archives;
using Manidala.Training.Commands;
using Manidala.Training.Data;
using Manidala.Training.Progress;
using Manidala.Training.Tests.Commands;
using Manidala.Training.Tests.Import;

namespace Manidala.Training.Tests.Archives;

public sealed class ArchiveCommandTests(PostgresFixture postgres)
{
    private static readonly string[] AllFiles =
        ["journal-20200101-20200201.parquet", "journal-20200201-20200301.parquet", "journal-20200301-20200401.parquet"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Archive_WithoutDrop_WritesWholePartitionsAndChangesNothing()
    {
        await using OldJournal journal = await OldJournal.CreateAsync(postgres);
        List<JournalEntry> before = await journal.ReadJournalAsync();
        CommandLine line = journal.Command();

        int code = await line.RunAsync("archive", "--before", "2020-03-15", "--out", journal.Out);

        Assert.True(code == 0, line.Error);
        Assert.Equal(AllFiles[..2], journal.Files);
        Assert.Equal(before, await journal.ReadJournalAsync());
        Assert.Equal(before.Take(120), await journal.ReadFileAsync(AllFiles[0]));
        Assert.Equal(before.Skip(120).Take(120), await journal.ReadFileAsync(AllFiles[1]));
        Assert.Contains("interaction_20200101: 120 interactions in ", line.Out, StringComparison.Ordinal);
        Assert.Contains("2 partitions archived. Users who are erased from now on are still in the files", line.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_WithDrop_LeavesTheNewestOfEachUserAndCountsNothingTwice()
    {
        await using OldJournal journal = await OldJournal.CreateAsync(postgres);
        List<JournalEntry> before = await journal.ReadJournalAsync();

        int code = await journal.Command().RunAsync("archive", "--before", "2021-01-01", "--out", journal.Out, "--drop", "--keep", "15");
        List<JournalEntry> after = await journal.ReadJournalAsync();
        await using ManidalaDatabase database = await journal.OpenAsync();
        IReadOnlyList<AppendResult> again = await database.Journal.AppendAsync([.. OldJournal.Interactions(0)], Cancelled);

        Assert.Equal(0, code);
        Assert.Equal(before.GroupBy(entry => entry.Interaction.UserId).SelectMany(user => user.TakeLast(15)).OrderBy(entry => entry.Sequence), after);
        Assert.Equal(before.Take(120).Select(entry => new AppendResult(entry.Sequence, IsDuplicate: true)), again);
        Assert.Equal(AllFiles, journal.Files);
        Assert.Equal(before.Take(360), (await Task.WhenAll(AllFiles.Select(journal.ReadFileAsync))).SelectMany(rows => rows));
    }

    [Fact]
    public async Task Archive_AgainAfterSomeWereDropped_GoesOnAndLeavesTheirFilesAlone()
    {
        await using OldJournal journal = await OldJournal.CreateAsync(postgres);
        await journal.Command().RunAsync("archive", "--before", "2020-02-01", "--out", journal.Out, "--drop");
        byte[] first = await File.ReadAllBytesAsync(Path.Combine(journal.Out, AllFiles[0]), Cancelled);

        int code = await journal.Command().RunAsync("archive", "--before", "2021-01-01", "--out", journal.Out, "--drop", "--keep", "0");

        Assert.Equal(0, code);
        Assert.Equal(AllFiles, journal.Files);
        Assert.Equal(first, await File.ReadAllBytesAsync(Path.Combine(journal.Out, AllFiles[0]), Cancelled));
        Assert.Equal(120, (await journal.ReadJournalAsync()).Count);
    }

    [Fact]
    public async Task Archive_KilledAgainAndAgain_LosesNothingAndEndsWhole()
    {
        await using OldJournal journal = await OldJournal.CreateAsync(postgres);
        List<JournalEntry> before = await journal.ReadJournalAsync();
        string[] arguments = ["archive", "--before", "2021-01-01", "--out", journal.Out, "--drop", "--keep", "5"];
        foreach (int lines in new[] { 0, 1, 2, 1 })
        {
            using TrainingProcess process = new(journal.Environment, arguments);
            await process.KillAfterAsync(lines);
            Assert.Equal(before, await JournalAndFilesAsync(journal));
        }

        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(journal.Out).FullName, $"{AllFiles[2]}.unfinished"), "half a file", Cancelled);
        using TrainingProcess last = new(journal.Environment, arguments);
        (int code, _, List<string> errors) = await last.WaitAsync();

        Assert.True(code == 0, string.Join('\n', errors));
        Assert.Equal(before, await JournalAndFilesAsync(journal));
        Assert.Equal(AllFiles, journal.Files);
        Assert.Equal(before.Where(entry => entry.RecordedMs > 1_700_000_000_000), await journal.ReadJournalAsync());
    }

    [Fact]
    public async Task PurgeErased_AfterErasures_TakesThemOutOfTheFilesAndNobodyElse()
    {
        await using OldJournal journal = await OldJournal.CreateAsync(postgres);
        List<JournalEntry> before = await journal.ReadJournalAsync();
        await journal.Command().RunAsync("archive", "--before", "2021-01-01", "--out", journal.Out, "--drop", "--keep", "0");
        await using ManidalaDatabase database = await journal.OpenAsync();
        await database.Journal.EraseUserAsync("user-3", Cancelled);
        await database.Journal.AppendAsync([OldJournal.Interactions(0).First(one => one.UserId == "user-3")], Cancelled);
        byte[] onDisk = await File.ReadAllBytesAsync(Path.Combine(journal.Out, AllFiles[0]), Cancelled);
        CommandLine line = journal.Command();

        int code = await line.RunAsync("archive", "--purge-erased", "--out", journal.Out);
        int again = await journal.Command().RunAsync("archive", "--purge-erased", "--out", journal.Out);

        Assert.Equal((0, 0), (code, again));
        Assert.Contains($"{AllFiles[0]}: 12 interactions of users who were erased are gone", line.Out, StringComparison.Ordinal);
        Assert.Equal(AllFiles, journal.Files);
        Assert.Equal(before.Take(360).Where(entry => entry.Interaction.UserId != "user-3"), (await Task.WhenAll(AllFiles.Select(journal.ReadFileAsync))).SelectMany(rows => rows));
        Assert.NotEqual(onDisk, await File.ReadAllBytesAsync(Path.Combine(journal.Out, AllFiles[0]), Cancelled));
    }

    [Fact]
    public async Task PurgeErased_NobodyLeft_DeletesTheFiles()
    {
        await using OldJournal journal = await OldJournal.CreateAsync(postgres);
        await journal.Command().RunAsync("archive", "--before", "2020-02-01", "--out", journal.Out, "--drop", "--keep", "0");
        await using ManidalaDatabase database = await journal.OpenAsync();
        for (int user = 0; user < OldJournal.Users; user++)
        {
            await database.Journal.EraseUserAsync($"user-{user}", Cancelled);
        }

        await journal.Command().RunAsync("archive", "--purge-erased", "--out", journal.Out);

        Assert.Empty(journal.Files);
    }

    [Fact]
    public async Task PurgeErased_FilesOfAnotherJournal_AreRefusedAndLeftAlone()
    {
        await using OldJournal one = await OldJournal.CreateAsync(postgres);
        await using OldJournal other = await OldJournal.CreateAsync(postgres);
        await one.Command().RunAsync("archive", "--before", "2020-02-01", "--out", one.Out);
        CommandLine purging = other.Command();
        CommandLine writing = other.Command();

        int purged = await purging.RunAsync("archive", "--purge-erased", "--out", one.Out);
        int written = await writing.RunAsync("archive", "--before", "2020-02-01", "--out", one.Out);

        Assert.Equal((1, 1), (purged, written));
        Assert.Contains("each needs a folder of its own", purging.Error, StringComparison.Ordinal);
        Assert.Contains("each needs a folder of its own", writing.Error, StringComparison.Ordinal);
        Assert.Equal(120, (await one.ReadFileAsync(AllFiles[0])).Count);
    }

    [Fact]
    public async Task Verify_AFileOfWhichAByteChanged_IsRefused()
    {
        await using OldJournal journal = await OldJournal.CreateAsync(postgres);
        await journal.Command().RunAsync("archive", "--before", "2020-02-01", "--out", journal.Out);
        string path = Path.Combine(journal.Out, AllFiles[0]);
        ArchiveStamp stamp = await ArchiveReader.ReadStampAsync(path, Cancelled);
        await ArchiveReader.VerifyAsync(path, stamp, Cancelled);

        await Assert.ThrowsAsync<ArchiveException>(() => ArchiveReader.VerifyAsync(path, stamp with { Rows = 119 }, Cancelled));
        byte[] bytes = await File.ReadAllBytesAsync(path, Cancelled);
        bytes[bytes.Length / 4] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Cancelled);

        await Assert.ThrowsAsync<ArchiveException>(() => ArchiveReader.VerifyAsync(path, stamp, Cancelled));
    }

    [Fact]
    public async Task Read_JournalWithItsArchive_IsTheDataSetFromBeforeAndHasNobodyWhoWasErased()
    {
        await using OldJournal journal = await OldJournal.CreateAsync(postgres);
        await using ManidalaDatabase database = await journal.OpenAsync();
        string before = DatasetDigest.Of((await ReadAsync(database, archive: null)).Dataset);
        await journal.Command().RunAsync("archive", "--before", "2020-03-15", "--out", journal.Out, "--drop", "--keep", "20");
        JournalArchive archive = await database.OpenArchiveAsync(journal.Out, Cancelled);

        JournalDataset alone = await ReadAsync(database, archive: null);
        JournalDataset withArchive = await ReadAsync(database, archive);
        await database.Journal.EraseUserAsync("user-3", Cancelled);
        JournalDataset afterErasure = await ReadAsync(database, archive);

        Assert.Equal((240, 480), (alone.Interactions, withArchive.Interactions));
        Assert.Equal(before, DatasetDigest.Of(withArchive.Dataset));
        Assert.DoesNotContain(afterErasure.Dataset.Users, user => user.UserId == "user-3");
        Assert.Equal(432, afterErasure.Interactions);
    }

    [Theory]
    [InlineData("2999-01-01", "--before is 2999-01-01; allowed: a day up to ")]
    [InlineData("yesterday", "--before is \"yesterday\"; allowed: a day like 2026-01-31.")]
    [InlineData("01.02.2020", "--before is \"01.02.2020\"; allowed: a day like 2026-01-31.")]
    public async Task Archive_DayThatCannotBe_IsRefused(string day, string message)
    {
        await using OldJournal journal = await OldJournal.CreateAsync(postgres);
        CommandLine line = journal.Command();

        int code = await line.RunAsync("archive", "--before", day, "--out", journal.Out);

        Assert.Equal(1, code);
        Assert.Contains(message, line.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(journal.Out));
    }

    [Theory]
    [InlineData("archive", "--out", "x")]
    [InlineData("archive", "--out", "x", "--before", "2020-01-01", "--purge-erased")]
    [InlineData("archive", "--before", "2020-01-01")]
    public async Task Archive_WithoutWhatItNeeds_IsRefusedWithItsUsage(params string[] arguments)
    {
        CommandLine line = new();

        int code = await line.RunAsync(arguments);

        Assert.Equal(CommandRunner.Usage, code);
        Assert.StartsWith("manidala: ", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Archive_OnSqlite_SaysThatItIsOfPostgres()
    {
        using TemporaryFolder folder = new();
        CommandLine line = new();

        int code = await line.RunAsync("archive", "--before", "2020-01-01", "--out", folder.Sub("archive"), "--data", folder.Sub("data"));

        Assert.Equal(1, code);
        Assert.Contains("has its journal in one piece", line.Error, StringComparison.Ordinal);
    }

    private static Task<JournalDataset> ReadAsync(ManidalaDatabase database, JournalArchive? archive) => JournalDataset.ReadAsync(
        new JournalSource(database.Journal, database.Catalog) { Archive = archive }, new ColumnSettings(Folder: null), SilentProgressReporter.Instance, Cancelled);

    /// <summary>What is in the journal or in a file that is what its stamp says, each once.</summary>
    private static async Task<List<JournalEntry>> JournalAndFilesAsync(OldJournal journal)
    {
        List<JournalEntry> all = await journal.ReadJournalAsync();
        foreach (string name in Directory.Exists(journal.Out) ? journal.Files.Where(name => name.EndsWith(".parquet", StringComparison.Ordinal)) : [])
        {
            string path = Path.Combine(journal.Out, name);
            await ArchiveReader.VerifyAsync(path, await ArchiveReader.ReadStampAsync(path, Cancelled), Cancelled);
            all.AddRange(await journal.ReadFileAsync(name));
        }

        return [.. all.Distinct().OrderBy(entry => entry.Sequence)];
    }
}
