using System.Runtime.InteropServices;
using Manidala.Engine.Model;
using Manidala.Grains.Interfaces;
using Orleans.Placement;

namespace Manidala.Grains.Models;

/// <summary>A façade over this silo's batch queue, for silos that host no encoder. Holds nothing itself.</summary>
[Immovable]
internal sealed class ModelGrain(ModelHost models, StepBatcher batcher) : Grain, IModelGrain
{
    public async Task<StepResults> Step(StepRequests requests, CancellationToken cancellationToken)
    {
        int users = requests.ItemCounts.Length;
        var succeeded = new bool[users];
        LoadedModel? model = models.Current;
        if (model is null || model.Version != requests.Model)
        {
            return new StepResults(model?.Version ?? string.Empty, succeeded, [], []);
        }

        var states = MemoryMarshal.Cast<byte, float>(requests.States).ToArray();
        int[] rows = MemoryMarshal.Cast<byte, int>(requests.Items).ToArray();
        var queries = new float[users * model.Dimension];
        var steps = new Task<StepOutcome>[users];
        for (int user = 0, row = 0; user < users; row += requests.ItemCounts[user], user++)
        {
            Memory<float> state = states.AsMemory(user * model.StateSize, model.StateSize);
            Memory<float> query = queries.AsMemory(user * model.Dimension, model.Dimension);
            ReadOnlyMemory<int> items = rows.AsMemory(row, requests.ItemCounts[user]);
            steps[user] = batcher.StepAsync(model, state, items, state, query, cancellationToken).AsTask();
        }

        StepOutcome[] outcomes = await Task.WhenAll(steps);
        for (int user = 0; user < users; user++)
        {
            succeeded[user] = outcomes[user] == StepOutcome.Done;
        }

        return new StepResults(
            model.Version, succeeded, MemoryMarshal.AsBytes<float>(states).ToArray(), MemoryMarshal.AsBytes<float>(queries).ToArray());
    }
}
