using Manidala.Engine.Sessions;

namespace Manidala.Grains.Users;

/// <summary>Writes a session's snapshot, one write at a time. For use inside one grain's turns.</summary>
internal sealed class SnapshotWriter(
    IPersistentState<UserSnapshot> storage, UserSession session, SessionStepper stepper, UserGrainServices services)
{
    private long _writtenSequence = -1;
    private int _eventsSince;
    private Task _writing = Task.CompletedTask;

    public bool IsDue => _eventsSince >= services.SessionOptions.Value.SnapshotEvery && _writing.IsCompleted;

    public void CountEvents(int events) => _eventsSince += events;

    public async Task WriteIfChangedAsync()
    {
        await WaitForWriteAsync();
        if (session.LastSequence > 0 && session.LastSequence != _writtenSequence)
        {
            _writing = WriteAsync();
            await _writing;
        }
    }

    public async Task ClearAsync()
    {
        await WaitForWriteAsync();
        await (_writing = storage.ClearStateAsync());
        _writtenSequence = -1;
    }

    private async Task WriteAsync()
    {
        await stepper.SettleAsync();
        long sequence = session.LastSequence;
        storage.State.Session = SessionSnapshot.Write(session, services.Types);
        _eventsSince = 0;
        await storage.WriteStateAsync();
        _writtenSequence = sequence;
        storage.State.Session = []; // The row has it; the live session is the copy that counts.
    }

    private async Task WaitForWriteAsync()
    {
        while (!_writing.IsCompleted)
        {
            await _writing.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
