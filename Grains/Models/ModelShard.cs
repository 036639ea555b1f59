using System.Runtime.InteropServices;
using Manidala.Engine.Model;
using Manidala.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace Manidala.Grains.Models;

/// <summary>
/// The way to one model grain: one call at a time, with all users that came while the last one was under way; alone, a user goes at once. Each step has a deadline
/// of its own, which counts from when it came: a call that hangs holds up nobody for longer. Thread-safe.
/// </summary>
internal sealed partial class ModelShard : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingStep> _waiting = [];
    private readonly IModelGrain _grain;
    private readonly int _maxUsersPerCall;
    private readonly int _queueCapacity;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _deadlines;
    private List<PendingStep> _underWay = [];
    private CancellationTokenSource? _call;
    private bool _isSending;
    private bool _isTimerSet;

    public ModelShard(IModelGrain grain, int maxUsersPerCall, int queueCapacity, TimeSpan deadline, TimeProvider time, ILogger logger)
    {
        _grain = grain;
        _maxUsersPerCall = maxUsersPerCall;
        _queueCapacity = queueCapacity;
        _deadline = deadline;
        _time = time;
        _logger = logger;
        _deadlines = time.CreateTimer(
            static shard => ((ModelShard)shard!).ExpireOverdue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Task<StepOutcome> StepAsync(PendingStep step)
    {
        lock (_gate)
        {
            if (_waiting.Count >= _queueCapacity)
            {
                return Task.FromResult(StepOutcome.QueueFull);
            }

            step.QueuedAt = _time.GetTimestamp();
            _waiting.Enqueue(step);
            if (!_isTimerSet)
            {
                _isTimerSet = _deadlines.Change(_deadline, Timeout.InfiniteTimeSpan);
            }

            if (_isSending)
            {
                return step.Outcome;
            }

            _isSending = true;
        }

        // On the thread pool: the queue is not the business of the one grain whose step came first.
        Task.Run(SendWaitingAsync).Ignore();
        return step.Outcome;
    }

    public void Dispose() => _deadlines.Dispose();

    private async Task SendWaitingAsync()
    {
        while (TakeGroup() is (var group, { } call))
        {
            await SendAsync(group, call);
        }
    }

    private (List<PendingStep> Group, CancellationTokenSource? Call) TakeGroup()
    {
        lock (_gate)
        {
            var group = new List<PendingStep>();
            while (group.Count < _maxUsersPerCall && _waiting.TryPeek(out PendingStep? next)
                && (group.Count == 0 || ReferenceEquals(next.Model, group[0].Model)))
            {
                group.Add(_waiting.Dequeue());
            }

            _isSending = group.Count > 0;
            _underWay = group;
            _call = _isSending ? new CancellationTokenSource() : null;
            return (group, _call);
        }
    }

    private async Task SendAsync(List<PendingStep> group, CancellationTokenSource call)
    {
        StepResults? results = null;
        try
        {
            results = await _grain.Step(ToRequests(group), call.Token).WaitAsync(call.Token);
        }
        catch (OperationCanceledException) when (call.IsCancellationRequested)
        {
            // The deadline of everyone in the group has passed, and they know.
        }
        catch (Exception lost) when (lost is OrleansException or TimeoutException or OperationCanceledException)
        {
            // The silo with the model is gone or has none yet; the users' feeds fall back until another one answers.
        }
        catch (Exception failure)
        {
            // The model grain's own failure. These users fall back, and the way to it stays open for the next ones.
            LogCallFailed(failure, group.Count);
        }

        for (int user = 0; user < group.Count; user++)
        {
            Answer(group[user], user, group.Count, results);
        }
    }

    private static void Answer(PendingStep step, int user, int users, StepResults? results)
    {
        int stateBytes = step.Model.StateSize * sizeof(float);
        int queryBytes = step.Model.Dimension * sizeof(float);
        bool isWhole = results is not null && results.Model == step.Model.Version && results.Succeeded.Length == users
            && results.States.Length == users * stateBytes && results.Queries.Length == users * queryBytes;
        if (isWhole && results!.Succeeded[user])
        {
            step.Complete(results.States.AsSpan(user * stateBytes, stateBytes), results.Queries.AsSpan(user * queryBytes, queryBytes));
        }
        else
        {
            step.End(StepOutcome.Failed);
        }
    }

    /// <summary>Ends what is overdue, in line or under way; a call that nobody waits for any more is given up.</summary>
    private void ExpireOverdue()
    {
        CancellationTokenSource? abandoned = null;
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            while (_waiting.TryPeek(out PendingStep? next) && IsOverdue(next, now))
            {
                _waiting.Dequeue().End(StepOutcome.DeadlinePassed);
            }

            _underWay.FindAll(step => IsOverdue(step, now)).ForEach(step => step.End(StepOutcome.DeadlinePassed));
            PendingStep? oldest = _underWay.Find(step => !step.IsSettled) ?? _waiting.FirstOrDefault();
            abandoned = _underWay.Count > 0 && _underWay.TrueForAll(step => step.IsSettled) ? _call : null;
            _isTimerSet = oldest is not null
                && _deadlines.Change(_deadline - _time.GetElapsedTime(oldest.QueuedAt, now), Timeout.InfiniteTimeSpan);
        }

        // Not under the lock: what waits for the call may go on in here.
        abandoned?.Cancel();
    }

    private bool IsOverdue(PendingStep step, long now) => _time.GetElapsedTime(step.QueuedAt, now) >= _deadline;

    private static StepRequests ToRequests(List<PendingStep> group)
    {
        LoadedModel model = group[0].Model;
        int stateBytes = model.StateSize * sizeof(float);
        var states = new byte[group.Count * stateBytes];
        var counts = new int[group.Count];
        int inputs = group.Sum(step => step.InputCount);
        var items = new byte[inputs * sizeof(int)];
        var types = new byte[inputs];
        var gaps = new byte[inputs * sizeof(float)];
        var vectors = new List<byte>();
        for (int user = 0, first = 0; user < group.Count; first += counts[user], user++)
        {
            counts[user] = group[user].InputCount;
            group[user].WriteState(states.AsSpan(user * stateBytes, stateBytes));
            group[user].AddVectors(vectors);
            group[user].WriteInputs(
                MemoryMarshal.Cast<byte, int>(items.AsSpan()).Slice(first, counts[user]),
                types.AsSpan(first, counts[user]),
                MemoryMarshal.Cast<byte, float>(gaps.AsSpan()).Slice(first, counts[user]));
        }

        return new StepRequests(model.Version, states, counts, items, types, gaps, vectors.Count == 0 ? null : [.. vectors]);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A call of {Users} users' steps to the model grain failed")]
    private partial void LogCallFailed(Exception failure, int users);
}
