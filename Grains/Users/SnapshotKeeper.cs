using Manidala.Engine.Sessions;
using Orleans.Core;

namespace Manidala.Grains.Users;

/// <summary>Reads and writes a session's snapshot, one write at a time. For use inside one grain's turns.</summary>
internal sealed class SnapshotKeeper(
    IStorage<UserSnapshot> storage, UserSession session, SessionStepper stepper, SessionReplay replay, UserGrainServices services)
{
    private int _eventsSince;
    private bool _isRead;
    private bool _isErasing;
    private bool _isWritten;
    private string? _writtenModel;
    private Task _writing = Task.CompletedTask;

    /// <summary>Whether the next activation would replay many events.</summary>
    public bool IsDue => _eventsSince >= services.SessionOptions.Value.SnapshotEvery && _writing.IsCompleted && !_isErasing;

    /// <summary>Whether a grain that ends should leave one: for some events, or for a state of another model than the snapshot's, which would be stepped anew each time.</summary>
    public bool IsDueAtEnd => _eventsSince >= services.SessionOptions.Value.SnapshotAtEnd
        || (_isWritten && session.Encoder.ModelVersion != _writtenModel);

    /// <summary>Fills a session that nobody has seen yet from its snapshot. The bytes are let go: the live session is the copy that counts.</summary>
    /// <returns>False where there is one that cannot be read.</returns>
    public async Task<bool> RestoreAsync()
    {
        await ReadOnceAsync();
        if (storage.State.Session.Length == 0)
        {
            return true;
        }

        bool isRestored = SessionSnapshot.TryRead(storage.State.Session, services.Types, session);
        (_isWritten, _writtenModel) = (true, session.Encoder.ModelVersion);
        storage.State.Session = [];
        if (isRestored && storage.State.WrittenMs > 0)
        {
            services.Metrics.SnapshotRestored(services.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(storage.State.WrittenMs));
        }

        return isRestored;
    }

    /// <summary>Where the snapshot of this session stands, for the silo that it moves to.</summary>
    public (int EventsSince, bool IsWritten, string? WrittenModel) Progress
    {
        get => (_eventsSince, _isWritten, _writtenModel);
        set => (_eventsSince, _isWritten, _writtenModel) = value;
    }

    public void CountEvents(int events) => _eventsSince += events;

    public async Task WriteAsync()
    {
        await WaitForWriteAsync();
        if (session.LastSequence > 0 && !_isErasing)
        {
            await (_writing = WriteNowAsync());
        }
    }

    /// <summary>Removes the snapshot and writes none until <see cref="EndErasure"/>: it would be one of the session that goes.</summary>
    public async Task BeginErasureAsync()
    {
        _isErasing = true;
        await WaitForWriteAsync();
        await (_writing = ClearNowAsync());
        (_eventsSince, _isWritten) = (0, false);
    }

    public void EndErasure() => _isErasing = false;

    /// <summary>The bytes that are stored now; empty for none.</summary>
    public async Task<byte[]> ReadAsync()
    {
        await WaitForWriteAsync();
        Task<byte[]> reading = ReadNowAsync();
        _writing = reading;
        return await reading;
    }

    private async Task WriteNowAsync()
    {
        await ReadOnceAsync();
        await stepper.SettleAsync();
        if (replay.IsInDoubt)
        {
            // Something was folded meanwhile after a commit whose answer was lost: a snapshot would carry the gap beyond the replay that closes it.
            return;
        }

        string? model = session.Encoder.ModelVersion;
        storage.State.Session = SessionSnapshot.Write(session, services.Types);
        storage.State.WrittenMs = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        _eventsSince = 0; // Also where the write fails: the next one is tried in its time.
        await storage.WriteStateAsync();
        (_isWritten, _writtenModel) = (true, model);
        storage.State.Session = []; // The row has it.
    }

    private async Task<byte[]> ReadNowAsync()
    {
        await storage.ReadStateAsync();
        _isRead = true;
        byte[] stored = storage.State.Session;
        storage.State.Session = [];
        return stored;
    }

    private async Task ClearNowAsync()
    {
        // Each time: where the answer of a write was lost, the row is newer than this activation knows, and no repetition would ever clear it.
        await storage.ReadStateAsync();
        _isRead = true;
        await storage.ClearStateAsync();
    }

    // A session that began without its snapshot does not know yet which version of the row its write follows.
    private async Task ReadOnceAsync()
    {
        if (!_isRead)
        {
            await storage.ReadStateAsync();
            _isRead = true;
        }
    }

    private async Task WaitForWriteAsync()
    {
        while (!_writing.IsCompleted)
        {
            await _writing.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
