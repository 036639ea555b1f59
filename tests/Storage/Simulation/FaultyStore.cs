using System.Threading.Channels;
using Manidala.Storage.Journal;

namespace Manidala.Storage.Tests.Simulation;

/// <summary>One process's way to a store: every write is held until the simulation decides what becomes of it. Once the process is dead nothing reaches the store.</summary>
internal sealed class FaultyStore(IJournalCommitter real) : IJournalCommitter
{
    private readonly Channel<HeldWrite> _held = Channel.CreateUnbounded<HeldWrite>();
    private volatile bool _isDead;

    /// <summary>The next write that the process begins.</summary>
    public async Task<HeldWrite> NextAsync() => await _held.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public void Die() => _isDead = true;

    public async Task<AppendResult[]> CommitAsync(JournalGroup group) => await RunAsync(new HeldWrite(group, null), () => real.CommitAsync(group));

    public async Task<long> EraseUserAsync(string userId) => await RunAsync(new HeldWrite(null, userId), () => real.EraseUserAsync(userId));

    public ValueTask DisposeAsync() => real.DisposeAsync();

    private async Task<T> RunAsync<T>(HeldWrite held, Func<Task<T>> write)
    {
        if (_isDead)
        {
            throw new ObjectDisposedException("the process");
        }

        _held.Writer.TryWrite(held);
        StoreFault fault = await held.Decided;
        switch (fault)
        {
            case StoreFault.DiskFull:
                throw new StorageFullException("the simulated disk", new IOException("full"));
            case StoreFault.LostBefore:
                throw new IOException("The connection was lost.");
        }

        T result = await write();
        return fault switch
        {
            StoreFault.LostAfter => throw new IOException("The connection was lost."),
            StoreFault.TimesOutAfter => throw new TimeoutException("No answer in time."),
            _ => result,
        };
    }
}
