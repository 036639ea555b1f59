using System.Runtime.InteropServices;
using Manidala.Engine.Model;
using Manidala.Grains.Interfaces;

namespace Manidala.Grains.Models;

/// <summary>
/// The way to one model grain: one call at a time, with all users that came while the last one was under way. No timer: alone, a user goes at once.
/// Thread-safe.
/// </summary>
internal sealed class ModelShard(IModelGrain grain, int maxUsersPerCall, int queueCapacity, TimeSpan deadline, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingStep> _waiting = [];
    private bool _isSending;

    public Task<StepOutcome> StepAsync(PendingStep step)
    {
        lock (_gate)
        {
            if (_waiting.Count >= queueCapacity)
            {
                return Task.FromResult(StepOutcome.QueueFull);
            }

            _waiting.Enqueue(step);
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

    private async Task SendWaitingAsync()
    {
        while (TakeGroup() is { Count: > 0 } group)
        {
            await SendAsync(group);
        }
    }

    private List<PendingStep> TakeGroup()
    {
        lock (_gate)
        {
            var group = new List<PendingStep>();
            while (group.Count < maxUsersPerCall && _waiting.TryPeek(out PendingStep? next)
                && (group.Count == 0 || ReferenceEquals(next.Model, group[0].Model)))
            {
                group.Add(_waiting.Dequeue());
            }

            _isSending = group.Count > 0;
            return group;
        }
    }

    private async Task SendAsync(List<PendingStep> group)
    {
        StepResults? results = null;
        StepOutcome failure = StepOutcome.Failed;
        try
        {
            using var timeout = new CancellationTokenSource(deadline, time);
            results = await grain.Step(ToRequests(group), timeout.Token).WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            failure = StepOutcome.DeadlinePassed;
        }
        catch (Exception lost) when (lost is OrleansException or TimeoutException)
        {
            // The silo with the model is gone or has none yet; the users' feeds fall back until another one answers.
            failure = StepOutcome.Failed;
        }

        for (int user = 0; user < group.Count; user++)
        {
            PendingStep step = group[user];
            if (results is null || results.Model != step.Model.Version || !results.Succeeded[user])
            {
                step.Fail(failure);
                continue;
            }

            int stateBytes = step.Model.StateSize * sizeof(float);
            int queryBytes = step.Model.Dimension * sizeof(float);
            step.Complete(results.States.AsSpan(user * stateBytes, stateBytes), results.Queries.AsSpan(user * queryBytes, queryBytes));
        }
    }

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
}
