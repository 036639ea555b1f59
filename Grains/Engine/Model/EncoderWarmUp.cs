using System.Numerics.Tensors;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Manidala.Engine.Model;

/// <summary>Runs an encoder before users wait for it: the first call of a batch size is the slow one, and a broken model shows here.</summary>
internal static class EncoderWarmUp
{
    private const int Steps = 3;
    private const float Tolerance = 1e-3f;

    // Whoever comes must be served: a look-up that fails for an id that it does not know fails the whole batch.
    private static readonly string[] UserIds = ["0", "nobody", "9223372036854775807", "-1", ""];

    public static void Run(IEncoder encoder, EncoderContract contract, ItemVectors items, ReadOnlySpan<int> batches)
    {
        foreach (int batch in batches)
        {
            float[] alone = Fold(encoder, contract, items, batch: 1, Steps, batchWanted: batch);
            float[] together = Fold(encoder, contract, items, batch, Steps, batchWanted: batch);
            RequireSame(alone, together.AsSpan(0, encoder.Dimension), batch);
        }

        // A window that is full, and one that has lost its oldest.
        for (int steps = contract.Length ?? 0; steps > 0 && steps <= contract.Length + 1; steps++)
        {
            Fold(encoder, contract, items, batch: 1, steps, batchWanted: 1);
        }
    }

    /// <summary>Folds histories of real items; those of a batch differ, and that of the first user is the same in every batch.</summary>
    private static float[] Fold(IEncoder encoder, EncoderContract contract, ItemVectors items, int batch, int steps, int batchWanted)
    {
        float[] states = new float[batch * encoder.StateSize];
        var inputs = new StepInput[batch];
        float[] queries = new float[batch * encoder.Dimension];
        for (int user = 0; user < batch; user++)
        {
            encoder.NewState(UserIds[user % UserIds.Length]).CopyTo(states, user * encoder.StateSize);
        }

        for (int step = 0; step < steps; step++)
        {
            for (int user = 0; user < batch; user++)
            {
                inputs[user] = InputOf(contract, items, user, step);
            }

            bool isWanted = step >= steps - Steps;
            Step(encoder, states, inputs, queries, isWanted ? 0 : batch, batchWanted);
            RefuseNonFinite(states, EncoderRoles.NextState, batch, step);
            RefuseNonFinite(queries, EncoderRoles.Query, batch, step);
        }

        return queries;
    }

    /// <summary>The interaction of a user who does not exist: real items, each type, growing gaps.</summary>
    public static StepInput InputOf(EncoderContract contract, ItemVectors items, int user, int step)
    {
        int types = contract.InteractionTypes?.Count ?? 1;
        int gap = (int)Math.Min(step * 3600L * (user + 1), TimeGap.MostSeconds);

        // The second user begins with the last item: a table in the file that is too short shows here.
        int row = user == 1 && step == 0 ? items.Count - 1 : ((step * 64) + user) % items.Count;
        return new StepInput(row, (byte)((step + user) % types), TimeGap.Scaled(gap));
    }

    private static void Step(IEncoder encoder, float[] states, StepInput[] inputs, float[] queries, int queriesFrom, int batch)
    {
        try
        {
            encoder.Step(states, inputs, states, queries, queriesFrom);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new InvalidBundleException(
                $"{BundleFiles.EncoderOnnx}: found a step that fails for {inputs.Length} of {batch} users ({failure.Message}); expected one that gives "
                + $"next states and queries of {encoder.Dimension} numbers for any batch.",
                failure);
        }
    }

    private static void RefuseNonFinite(ReadOnlySpan<float> values, string output, int batch, int step)
    {
        if (!TensorPrimitives.IsFiniteAll(values))
        {
            throw new InvalidBundleException(
                $"{BundleFiles.EncoderOnnx}: found {output} not finite after {step + 1} steps of a new user in a batch of {batch}; expected finite numbers.");
        }
    }

    // An export that has the batch's size or its neighbours in it gives one user's query from another user's history.
    private static void RequireSame(ReadOnlySpan<float> alone, ReadOnlySpan<float> together, int batch)
    {
        for (int place = 0; place < alone.Length; place++)
        {
            if (!(MathF.Abs(alone[place] - together[place]) <= Tolerance * MathF.Max(1, MathF.Abs(alone[place]))))
            {
                throw new InvalidBundleException(
                    $"{BundleFiles.EncoderOnnx}: found number {place} of a query to be {alone[place]} alone and {together[place]} in a batch of {batch}; "
                    + "expected a user's query to depend on that user alone.");
            }
        }
    }
}
