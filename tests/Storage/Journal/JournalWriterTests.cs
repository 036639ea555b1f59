using Manidala.Storage.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Storage.Tests.Journal;

public sealed class JournalWriterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Problem_DiskFull_IsSaidUntilACommitSucceeds()
    {
        var disk = new Disk();
        await using JournalWriter writer = Writer(disk);
        Assert.Null(writer.Problem);

        disk.Failure = new StorageFullException("SQLite /data/manidala.db", new IOException());
        await Assert.ThrowsAsync<StorageFullException>(() => AppendAsync(writer));
        string? full = writer.Problem;
        disk.Failure = null;
        await AppendAsync(writer);

        Assert.Equal("There is no room left for SQLite /data/manidala.db; free some and try again.", full);
        Assert.Null(writer.Problem);
    }

    [Fact]
    public async Task Problem_NobodyTriesAgain_IsForgotten()
    {
        var disk = new Disk { Failure = new StorageFullException("here", new IOException()) };
        await using JournalWriter writer = Writer(disk);
        await Assert.ThrowsAsync<StorageFullException>(() => AppendAsync(writer));

        _time.Advance(TimeSpan.FromSeconds(4));
        string? soon = writer.Problem;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull(soon);
        Assert.Null(writer.Problem);
    }

    [Fact]
    public async Task Problem_OneCallsOwnFault_IsNone()
    {
        await using JournalWriter writer = Writer(new Disk { Failure = new ArgumentException("not storable") });

        await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync(writer));

        Assert.Null(writer.Problem);
    }

    private JournalWriter Writer(Disk disk) => new(disk, new DatabaseOptions { DataDirectory = "unused" }, null, _time, NullLogger.Instance);

    private static Task AppendAsync(JournalWriter writer)
    {
        var append = new PendingAppend([], []);
        writer.Enqueue(append);
        return append.Done;
    }

    /// <summary>Where the database's own disk would be.</summary>
    private sealed class Disk : IJournalCommitter
    {
        public Exception? Failure { get; set; }

        public Task<AppendResult[]> CommitAsync(JournalGroup group) => Failure is { } failure ? Task.FromException<AppendResult[]>(failure) : Task.FromResult<AppendResult[]>([]);

        public Task<long> EraseUserAsync(string userId) => Task.FromResult(0L);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
