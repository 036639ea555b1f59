using System.Runtime.InteropServices;
using Manidala.Gateway.Http;
using Manidala.Gateway.Telemetry;
using Manidala.Grains.Interfaces;

namespace Manidala.Gateway.Users;

/// <summary>Takes interactions to their users' grains: users side by side, one user's in their order. Thread-safe.</summary>
internal sealed class InteractionRecorder(IGrainFactory grains, GrainCalls calls, GatewayMetrics metrics)
{
    /// <summary>Outcomes in the order of the interactions, and the failures of the users that failed.</summary>
    public async Task<(InteractionResult[] Results, List<Exception> Failures)> RecordAsync(
        UserInteraction[] interactions, CancellationToken aborted)
    {
        var results = new InteractionResult[interactions.Length];
        var failures = new List<Exception>();
        var users = new List<Task>();
        foreach (var places in PlacesByUser(interactions))
        {
            users.Add(RecordUserAsync(interactions, places, results, failures, aborted));
        }

        await Task.WhenAll(users);
        return (results, failures);
    }

    private static IEnumerable<List<int>> PlacesByUser(UserInteraction[] interactions)
    {
        var byUser = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int place = 0; place < interactions.Length; place++)
        {
            string user = interactions[place].UserId;
            if (!byUser.TryGetValue(user, out var places))
            {
                byUser.Add(user, places = new(1));
            }

            places.Add(place);
        }

        return byUser.Values;
    }

    private static NewInteraction[] InteractionsAt(UserInteraction[] interactions, List<int> places)
    {
        var chosen = new NewInteraction[places.Count];
        for (int at = 0; at < chosen.Length; at++)
        {
            chosen[at] = interactions[places[at]].Interaction;
        }

        return chosen;
    }

    private async Task RecordUserAsync(
        UserInteraction[] interactions, List<int> places, InteractionResult[] results, List<Exception> failures, CancellationToken aborted)
    {
        try
        {
            var user = grains.FindUser(interactions[places[0]].UserId);
            var batch = ImmutableCollectionsMarshal.AsImmutableArray(InteractionsAt(interactions, places));
            var recorded = await calls.CallAsync(
                (user, batch), static (call, cancel) => call.user.Record(call.batch, cancel), aborted);
            for (int at = 0; at < places.Count; at++)
            {
                var one = recorded[at];
                results[places[at]] = new(one.Id, one.Sequence, one.IsDuplicate);
                metrics.InteractionRecorded(one.IsDuplicate);
            }
        }
        catch (Exception error)
        {
            // Not lost: the caller answers with it. The other users' outcomes are still worth telling.
            foreach (int place in places)
            {
                results[place] = new(interactions[place].Interaction.Id, null, null);
            }

            lock (failures)
            {
                failures.Add(error);
            }
        }
    }
}
