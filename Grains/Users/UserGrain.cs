using System.Collections.Immutable;
using Manidala.Engine.Feeds;
using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Grains.Interfaces;
using Manidala.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Core;
using Orleans.Storage;

namespace Manidala.Grains.Users;

/// <summary>
/// Holds one user's session. Calls interleave at their awaits, so that interactions that come together are committed and stepped together; what
/// changes the session runs between two awaits, in the journal's order.
/// </summary>
internal sealed partial class UserGrain : Grain, IUserGrain, IGrainMigrationParticipant
{
    private const string SnapshotName = "session";

    private readonly UserGrainServices _services;
    private readonly ILogger<UserGrain> _logger;
    private readonly string _userId;
    private readonly UserSession _session;
    private readonly SessionStepper _stepper;
    private readonly SessionReplay _replay;
    private readonly SnapshotKeeper _snapshots;
    private readonly FeedbackKeeper _feedback;
    private readonly ChangeSignal _changed = new();
    private Task _lastFold = Task.CompletedTask;

    public UserGrain(IGrainContext context, UserGrainServices services, ILogger<UserGrain> logger)
    {
        _services = services;
        _logger = logger;
        _userId = UserKeys.ToUserId(this.GetPrimaryKeyString());
        _session = new UserSession(services.SessionOptions.Value);
        _stepper = new SessionStepper(_userId, _session, services.Views, services.Stepper, services.Metrics);
        _replay = new SessionReplay(_userId, _session, _stepper, services);

        // Not as a constructor's [PersistentState], which is read for every grain that begins: most need none.
        var storage = new StateStorageBridge<UserSnapshot>(SnapshotName, context, services.Snapshots);
        _snapshots = new SnapshotKeeper(storage, _session, _stepper, _replay, services);
        _feedback = new FeedbackKeeper(_userId, services.Feedback, services.Time, Record);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BeginAsync(cancellationToken);
        }
        catch (JournalUnavailableException)
        {
            // An activation that fails costs many times one that lives, and each call to this user would try another one.
            _replay.BeginUnread();
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_snapshots.IsDueAtEnd)
        {
            await WriteSnapshotAsync();
        }

        if (reason.ReasonCode == DeactivationReasonCode.ShuttingDown && _services.Changes.HasOtherSilos)
        {
            // A silo that ends would deactivate its users, and their next calls would replay them.
            await _stepper.SettleAsync();
            MigrateOnIdle();
        }
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext)
    {
        if (!_replay.IsInDoubt)
        {
            SessionLuggage.Pack(dehydrationContext, _session, _snapshots, _services.Types);
        }
    }

    public void OnRehydrate(IRehydrationContext rehydrationContext) => SessionLuggage.Unpack(rehydrationContext, _session, _snapshots, _services.Types);

    public async Task<ImmutableArray<RecordedInteraction>> Record(
        ImmutableArray<NewInteraction> interactions, CancellationToken cancellationToken)
    {
        long arrived = _services.Metrics.ClickArrived();
        Interaction[] mapped = ContractMapping.ToInteractions(_userId, interactions, _services.Types);
        bool takesBack = Array.Exists(mapped, static each => Undo.IsUndo(each.Type));
        if (takesBack)
        {
            mapped = await _replay.DateUndosAsync(mapped, cancellationToken);
        }

        // Queued in the order of the calls; not cancelled with the call, because the commit can no longer be stopped.
        Task<IReadOnlyList<AppendResult>> append = _services.Journal.AppendAsync(mapped, CancellationToken.None);
        Task<IReadOnlyList<AppendResult>> fold = FoldAfterAsync(_lastFold, append, mapped, arrived);
        _lastFold = fold;
        IReadOnlyList<AppendResult> results = await fold;

        if (takesBack || results.Any(result => result.IsDuplicate))
        {
            // A duplicate may be one that the session lacks: it is acknowledged when the next feed will reflect it, like any other. So is what is taken back.
            await _replay.SettleDoubtsAsync();
        }

        return ContractMapping.ToRecorded(interactions, results);
    }

    public async Task<Feed> GetFeed(FeedQuery query, CancellationToken cancellationToken)
    {
        if (!_replay.IsUnread && _services.Changes.MayHaveTwins())
        {
            // Where the journal cannot be read, nothing unmarked can be promised: the failure is the answer.
            await _replay.DoubtWhereBehindAsync(cancellationToken);
        }

        (FeedView view, bool isCurrent) = await TryReadAsync() ? await _stepper.CatchUpAsync() : (_services.Views.Current, false);

        // A session that was replayed: not before now, since a snapshot without the encoder's state leaves its steps to the next activation.
        StartSnapshotWhereDue();
        FeedPlan plan = _services.Feeds.Plan(query, view);
        DeviceAnswer? device = null;
        if (isCurrent && MayAskDevice(query, plan, view))
        {
            device = await _services.Device.SearchAsync(view.Model!, _session.Encoder.Query);

            // Another interaction may have been acknowledged meanwhile, and another model may serve: then the answer is of no use.
            (view, isCurrent) = await _stepper.CatchUpAsync();
            plan = _services.Feeds.Plan(query, view);
        }

        return _services.Feeds.Assemble(_userId, query, plan, view, _session, isCurrent, device);
    }

    public async Task<FeedVersion> WaitForChange(FeedVersion seen, TimeSpan longestWait, CancellationToken cancellationToken)
    {
        if (Version() == seen)
        {
            await _changed.WaitAsync(longestWait, cancellationToken);
        }

        return Version();
    }

    public async Task<SessionView> GetSession(int count, CancellationToken cancellationToken)
    {
        await SettleDoubtsAsync();
        return ContractMapping.ToView(_userId, _session, _services.Views.Current.Model?.Version, count);
    }

    public async Task<ImmutableArray<JournaledInteraction>> Export(long afterSequence, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<JournalEntry> page =
            await _services.Journal.ReadOldestAsync(_userId, afterSequence, limit, cancellationToken);
        return [.. page.Select(ContractMapping.ToJournaled)];
    }

    public async Task<Feed> GetFeedAfter(ImmutableArray<NewInteraction> passing, FeedQuery query, CancellationToken cancellationToken)
    {
        Interaction[] mapped = ContractMapping.ToInteractions(_userId, passing, _services.Types);
        await SettleForCopyAsync(cancellationToken);
        UserSession copy = _replay.CopyWith(mapped);
        (FeedView view, bool isCurrent) = await new SessionStepper(_userId, copy, _services.Views, _services.Stepper, _services.Metrics).CatchUpAsync();
        FeedPlan plan = _services.Feeds.Plan(query, view);
        Feed feed = _services.Feeds.Assemble(_userId, query, plan, view, copy, isCurrent, device: null);

        // What is not stored has no place in the journal.
        return feed with { Sequence = copy.LastSequence - mapped.Length };
    }

    public async Task<HeldSession> ExportSession(CancellationToken cancellationToken)
    {
        byte[] snapshot = await _snapshots.ReadAsync();
        await SettleForCopyAsync(cancellationToken);
        return ContractMapping.ToHeld(_session, SessionSnapshot.Write(_session, _services.Types), snapshot, _services.Catalog.Current);
    }

    public Task PutFeedback(ImmutableArray<NewFeedback> feedback, bool overwrites, CancellationToken cancellationToken) =>
        _feedback.PutAsync(feedback, overwrites, cancellationToken);

    public Task<int> DeleteFeedback(string itemId, string? feedbackType, CancellationToken cancellationToken) =>
        _feedback.DeleteAsync(itemId, feedbackType, cancellationToken);

    public Task JournalDueFeedback(CancellationToken cancellationToken) => _feedback.JournalDueAsync(cancellationToken);

    public async Task<long> Erase(CancellationToken cancellationToken)
    {
        // The snapshot first, which is only a cache: an end between the two leaves a user who is whole, and whom the next call erases.
        try
        {
            await _snapshots.BeginErasureAsync();
            await _services.Feedback.EraseUserAsync(_userId, cancellationToken);
            long removed = await _services.Journal.EraseUserAsync(_userId, cancellationToken);

            // What was recorded while the rows went is in the journal after them: the session is what a replay finds now.
            _replay.Doubt();
            await _replay.SettleDoubtsAsync();
            _changed.Set();
            DeactivateOnIdle();
            return removed;
        }
        finally
        {
            _snapshots.EndErasure();
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        // One that moved here has its session with it.
        int? folded = _session.LastSequence > 0 ? null : await _replay.FoldShortHistoryAsync(cancellationToken);
        if (folded is null)
        {
            if (_session.LastSequence == 0 && !await _snapshots.RestoreAsync())
            {
                LogSnapshotUnreadable();
            }

            folded = await _replay.CatchUpAsync(cancellationToken);
        }

        _services.Metrics.SessionBegan(folded.Value);
        _snapshots.CountEvents(folded.Value);
    }

    private async Task<IReadOnlyList<AppendResult>> FoldAfterAsync(
        Task previous, Task<IReadOnlyList<AppendResult>> append, Interaction[] interactions, long arrived)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            IReadOnlyList<AppendResult> results = await append;
            _replay.Fold(interactions, results);
            _stepper.NoteArrival(arrived);
            _changed.Set();
            return results;
        }
        catch (Exception) when (append.IsFaulted)
        {
            // Whether it was committed is not known here: the next call that can asks the journal.
            _replay.Doubt();
            throw;
        }
        finally
        {
            _snapshots.CountEvents(interactions.Length);
            _stepper.StartCatchingUp();
            StartSnapshotWhereDue();
        }
    }

    // The session as a feed of now would see it, with no step under way that a copy would be torn by.
    private async Task SettleForCopyAsync(CancellationToken cancellationToken)
    {
        if (_services.Changes.MayHaveTwins())
        {
            await _replay.DoubtWhereBehindAsync(cancellationToken);
        }

        await SettleDoubtsAsync();
        await _stepper.CatchUpAsync();
        while (_session.Encoder.IsStepping)
        {
            await _stepper.SettleAsync();
        }
    }

    private async Task SettleDoubtsAsync()
    {
        if (!_replay.IsInDoubt)
        {
            return;
        }

        try
        {
            await _replay.SettleDoubtsAsync();
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !_replay.IsUnread)
        {
            // All that was acknowledged is in the session: a feed can be served from it until the journal can be read again.
            LogDoubtRemains(failure);
        }
    }

    // False where there is no session to serve from, and none can be read now.
    private async Task<bool> TryReadAsync()
    {
        try
        {
            await SettleDoubtsAsync();
            return true;
        }
        catch (JournalUnavailableException) when (_replay.IsUnread)
        {
            return false;
        }
    }

    // A surface looks for more than a page of items, and for others than its rules leave out.
    private bool MayAskDevice(FeedQuery query, in FeedPlan plan, FeedView view) => view.Model is { } model && plan.Surface is null && _session.Encoder.HasQuery
        && DeviceRetriever.IsPromising(model, plan.Eligible.RowCount, plan.Excluded.Length, query.Count);

    private FeedVersion Version() => new(_session.LastSequence, _services.Views.Current.Model?.Version);

    private void StartSnapshotWhereDue()
    {
        if (_snapshots.IsDue)
        {
            WriteSnapshotAsync().Ignore();
        }
    }

    private async Task WriteSnapshotAsync()
    {
        if (_replay.IsInDoubt)
        {
            // A snapshot would carry a gap beyond the replay that closes it.
            return;
        }

        try
        {
            await _snapshots.WriteAsync();
        }
        catch (InconsistentStateException)
        {
            // Another activation of this user wrote: this one's view of the row is old, and the journal has everything.
            LogSnapshotConflict();
            DeactivateOnIdle();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The snapshot only shortens the next replay; the next one is tried in its time.
            LogSnapshotFailed(failure.GetBaseException());
        }
    }

    // None of these says who, as the messages of Orleans' own exceptions would: what is erased must not be left in a log.
    [LoggerMessage(Level = LogLevel.Warning, Message = "A user's snapshot cannot be read; the session is replayed from the journal")]
    private partial void LogSnapshotUnreadable();

    // Debug: one for each feed of such a user, while the journal's writer has said that it fails.
    [LoggerMessage(Level = LogLevel.Debug, Message = "A user's session could not be folded anew from the journal; what was acknowledged is in it")]
    private partial void LogDoubtRemains(Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another activation of a user wrote its snapshot; this one ends")]
    private partial void LogSnapshotConflict();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A user's snapshot was not written")]
    private partial void LogSnapshotFailed(Exception failure);
}
