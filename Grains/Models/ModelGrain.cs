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
        StepInput[] inputs = InputsOf(requests, model.Dimension);
        var queries = new float[users * model.Dimension];
        var steps = new Task<StepOutcome>[users];
        for (int user = 0, first = 0; user < users; first += requests.ItemCounts[user], user++)
        {
            Memory<float> state = states.AsMemory(user * model.StateSize, model.StateSize);
            Memory<float> query = queries.AsMemory(user * model.Dimension, model.Dimension);
            ReadOnlyMemory<StepInput> own = inputs.AsMemory(first, requests.ItemCounts[user]);
            steps[user] = batcher.StepAsync(model, state, own, state, query, cancellationToken).AsTask();
        }

        StepOutcome[] outcomes = await Task.WhenAll(steps);
        for (int user = 0; user < users; user++)
        {
            succeeded[user] = outcomes[user] == StepOutcome.Done;
        }

        return new StepResults(
            model.Version, succeeded, MemoryMarshal.AsBytes<float>(states).ToArray(), MemoryMarshal.AsBytes<float>(queries).ToArray());
    }

    // A silo of an earlier version sends neither types nor gaps; the models that it knows take none.
    private static StepInput[] InputsOf(StepRequests requests, int dimension)
    {
        ReadOnlySpan<int> rows = MemoryMarshal.Cast<byte, int>(requests.Items);
        ReadOnlySpan<float> gaps = MemoryMarshal.Cast<byte, float>(requests.Gaps);
        ReadOnlySpan<float> vectors = MemoryMarshal.Cast<byte, float>(requests.Vectors);
        var inputs = new StepInput[rows.Length];
        for (int index = 0; index < rows.Length; index++)
        {
            inputs[index] = new StepInput(rows[index], requests.Types is { } types ? types[index] : (byte)0, gaps.IsEmpty ? 0 : gaps[index]);
            if (rows[index] == StepInput.NoRow)
            {
                inputs[index] = inputs[index] with { Vector = vectors[..dimension].ToArray() };
                vectors = vectors[dimension..];
            }
        }

        return inputs;
    }
}
