using Manidala.Storage.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Manidala.Storage.Tests.Journal;

/// <summary>Who waits, for how long, and who is told to come again.</summary>
public sealed class HistoryReaderTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<HeldSource> _opened = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_ManyAtOnce_ShareAGroupInOrder()
    {
        await using HistoryReader reader = Start(capacity: 100);
        Task<IReadOnlyList<PastInteraction>?> first = Read(reader, "first");
        HeldSource source = await OpenedAsync();
        await source.WhenAskedAsync();

        Task<IReadOnlyList<PastInteraction>?>[] rest = [.. Enumerable.Range(0, 20).Select(user => Read(reader, $"{user}"))];
        source.Release();
        await Task.WhenAll([first, .. rest]);

        Assert.Equal([["first"], [.. Enumerable.Range(0, 16).Select(user => $"{user}")], ["16", "17", "18", "19"]], source.Groups);
    }

    [Fact]
    public async Task ReadAsync_MoreThanTheQueueHolds_IsRefusedAtOnce()
    {
        await using HistoryReader reader = Start(capacity: 1);
        Task<IReadOnlyList<PastInteraction>?> first = Read(reader, "first");
        HeldSource source = await OpenedAsync();
        await source.WhenAskedAsync();
        Task<IReadOnlyList<PastInteraction>?> second = Read(reader, "second");

        Assert.Throws<TimeoutException>(() => { _ = Read(reader, "third"); });

        source.Release();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task ReadAsync_WaitedForTooLong_IsRefusedWithoutARead()
    {
        await using HistoryReader reader = Start(capacity: 10);
        Task<IReadOnlyList<PastInteraction>?> first = Read(reader, "first");
        HeldSource source = await OpenedAsync();
        await source.WhenAskedAsync();
        Task<IReadOnlyList<PastInteraction>?> late = Read(reader, "late");
        _time.Advance(TimeSpan.FromSeconds(2));
        Task<IReadOnlyList<PastInteraction>?> fresh = Read(reader, "fresh");

        source.Release();

        Assert.NotNull(await first);
        await Assert.ThrowsAsync<TimeoutException>(() => late);
        Assert.NotNull(await fresh);
        Assert.Equal([["first"], ["fresh"]], source.Groups);
    }

    [Fact]
    public async Task ReadAsync_GivenUp_IsNotRead()
    {
        await using HistoryReader reader = Start(capacity: 10);
        Task<IReadOnlyList<PastInteraction>?> first = Read(reader, "first");
        HeldSource source = await OpenedAsync();
        await source.WhenAskedAsync();
        using CancellationTokenSource givingUp = new();
        Task<IReadOnlyList<PastInteraction>?> abandoned = reader.ReadAsync("abandoned", 0, 10, isWholeOrNothing: false, givingUp.Token);
        Task<IReadOnlyList<PastInteraction>?> last = Read(reader, "last");

        await givingUp.CancelAsync();
        source.Release();
        await Task.WhenAll(first, last);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        Assert.Equal([["first"], ["last"]], source.Groups);
    }

    [Fact]
    public async Task ReadAsync_SourceFails_AnswersItsGroupAndOpensAnother()
    {
        await using HistoryReader reader = Start(capacity: 10);
        Task<IReadOnlyList<PastInteraction>?> first = Read(reader, "first");
        HeldSource source = await OpenedAsync();
        await source.WhenAskedAsync();
        source.Fail(new IOException("as a test asked"));
        await Assert.ThrowsAsync<IOException>(() => first);

        Task<IReadOnlyList<PastInteraction>?> second = Read(reader, "second");
        HeldSource next = await OpenedAsync();
        next.Release();

        Assert.NotNull(await second);
        Assert.NotSame(source, next);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task ReadAsync_DatabaseIsAway_IsTriedAgainAfterAWhileAndNotByEachCall()
    {
        await using HistoryReader reader = Start(capacity: 10);
        Task<IReadOnlyList<PastInteraction>?> first = Read(reader, "first");
        HeldSource source = await OpenedAsync();
        await source.WhenAskedAsync();
        source.Fail(new DatabaseUnavailableException("a database", "nobody is there", new IOException("as a test asked")));
        JournalUnavailableException away = await Assert.ThrowsAsync<JournalUnavailableException>(() => first);

        JournalUnavailableException soon = Assert.Throws<JournalUnavailableException>(() => { _ = Read(reader, "soon"); });
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Task<IReadOnlyList<PastInteraction>?> later = Read(reader, "later");
        (await OpenedAsync()).Release();

        Assert.NotNull(await later);
        Assert.NotNull(await Read(reader, "after it"));
        Assert.Contains("nobody is there", away.Message, StringComparison.Ordinal);
        Assert.Equal(away.Message, soon.Message);
        Assert.Equal((null, null), (away.StackTrace, away.InnerException));
    }

    private readonly SemaphoreSlim _openings = new(0);

    private HistoryReader Start(int capacity) => new(
        () =>
        {
            HeldSource source = new();
            _opened.Add(source);
            _openings.Release();
            return source;
        },
        new DatabaseOptions { DataDirectory = "unused", HistoryReaders = 1, HistoryQueueCapacity = capacity },
        _time);

    private async Task<HeldSource> OpenedAsync()
    {
        await _openings.WaitAsync(Cancelled);
        return _opened[^1];
    }

    private static Task<IReadOnlyList<PastInteraction>?> Read(HistoryReader reader, string user) =>
        reader.ReadAsync(user, 0, 10, isWholeOrNothing: false, Cancelled);

    /// <summary>Answers nothing until it is released.</summary>
    private sealed class HeldSource : IHistorySource
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string[]> Groups { get; } = [];

        public bool IsDisposed { get; private set; }

        public Task WhenAskedAsync() => _asked.Task;

        public void Release() => _released.SetResult();

        public void Fail(Exception exception) => _released.SetException(exception);

        public async Task ReadAsync(IReadOnlyList<HistoryLookup> group)
        {
            if (group.Count > 0)
            {
                Groups.Add([.. group.Select(lookup => lookup.UserId)]);
            }

            _asked.TrySetResult();
            await _released.Task;
            foreach (HistoryLookup lookup in group)
            {
                lookup.Complete([]);
            }
        }

        public void Dispose() => IsDisposed = true;
    }
}
