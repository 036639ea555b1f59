using Manidala.Storage.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Manidala.Storage.Tests.Simulation;

/// <summary>
/// A process with a journal writer of its own. The writer runs on the pool's threads, and the simulation goes on only once it stands still again: it waits
/// for work, or for what becomes of a write. So what happens does not depend on threads.
/// </summary>
internal sealed class SimulatedProcess : IAsyncDisposable
{
    private readonly IOpenStore _opened;
    private readonly FaultyStore _store;
    private readonly JournalWriter _writer;
    private readonly DatabaseOptions _options;
    private readonly Queue<SimulatedTry> _waiting = [];

    private SimulatedProcess(IOpenStore opened, DatabaseOptions options)
    {
        _opened = opened;
        _store = new FaultyStore(opened.Committer);
        _options = options;
        _writer = new JournalWriter(_store, options, meters: null, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>The write under way; null where the writer waits for work.</summary>
    public HeldWrite? Writing { get; private set; }

    /// <summary>The tries that the write under way carries, in order.</summary>
    public List<SimulatedTry> Carried { get; } = [];

    public static async Task<SimulatedProcess> StartAsync(ISimulatedStore store, DatabaseOptions options) => new(await store.OpenAsync(), options);

    /// <summary>False where the queue was too full for it.</summary>
    public async Task<bool> TryEnqueueAsync(SimulatedTry next)
    {
        int waiting = _waiting.Sum(one => one.Work.Interactions);
        bool isTooMuch = next.Work.Interactions > 0 && waiting + next.Work.Interactions > _options.JournalQueueCapacity;
        if (isTooMuch)
        {
            Assert.Throws<JournalOverloadedException>(() => _writer.Enqueue(next.Work));
            return false;
        }

        _writer.Enqueue(next.Work);
        _waiting.Enqueue(next);
        if (Writing is null)
        {
            await MeetNextWriteAsync();
        }

        return true;
    }

    /// <summary>Lets the write under way go on, and answers what it carried once all of that is answered.</summary>
    public async Task<SimulatedTry[]> GoOnAsync(StoreFault fault)
    {
        SimulatedTry[] carried = [.. Carried];
        Writing!.Decide(fault);
        foreach (SimulatedTry one in carried)
        {
            await AnswerOf(one.Work).WaitAsync(TimeSpan.FromSeconds(20)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Assert.True(AnswerOf(one.Work).IsCompleted, $"Call {one.Call} is never answered.");
        }

        await MeetNextWriteAsync();
        return carried;
    }

    /// <summary>Ends at once: of what is under way the store has all or nothing, and nobody hears of anything.</summary>
    public async Task DieAsync(StoreFault fault)
    {
        _store.Die();
        Writing?.Decide(fault);
        await DisposeAsync();
    }

    public Task<IReadOnlyList<StoredRow>> ReadAsync(string userId) => _opened.ReadAsync(userId);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _opened.DisposeAsync();
    }

    public static Task AnswerOf(JournalWork work) => work is PendingAppend append ? append.Done : ((PendingErasure)work).Done;

    private async Task MeetNextWriteAsync()
    {
        Carried.Clear();
        Writing = _waiting.Count > 0 ? await _store.NextAsync() : null;
        if (Writing is null)
        {
            return;
        }

        // All that waits goes together, in order, as far as it fits; an erasure goes alone.
        int interactions = 0;
        do
        {
            SimulatedTry taken = _waiting.Dequeue();
            Carried.Add(taken);
            interactions += taken.Work.Interactions;
        }
        while (!Carried[^1].Call.IsErasure && _waiting.TryPeek(out SimulatedTry? next) && !next.Call.IsErasure
            && interactions + next.Work.Interactions <= _options.JournalMaxGroup);
        Assert.Equal(Carried[0].Call.IsErasure ? Carried[0].Call.UserId : null, Writing.ErasedUser);
        Assert.Equal(
            Carried.SelectMany(one => one.Call.Interactions),
            Enumerable.Range(0, Writing.Group?.Count ?? 0).Select(index => Writing.Group![index]));
    }
}
