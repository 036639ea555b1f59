using System.Numerics.Tensors;
using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Model;

/// <summary>Runs an encoder before users wait for it: the first call of a batch size is the slow one, and a broken model shows here.</summary>
internal static class EncoderWarmUp
{
    private const int Steps = 3;

    public static void Run(IEncoder encoder, ItemIndex items, ReadOnlySpan<int> batches)
    {
        foreach (int batch in batches)
        {
            float[] states = new float[batch * encoder.StateSize];
            float[] inputs = new float[batch * encoder.Dimension];
            float[] queries = new float[batch * encoder.Dimension];
            for (int step = 0; step < Steps; step++)
            {
                Gather(items, inputs, batch, step);
                encoder.Step(states, inputs, batch, states, queries);
                RefuseNonFinite(states, "next_state", batch, step);
                RefuseNonFinite(queries, "query", batch, step);
            }
        }
    }

    private static void Gather(ItemIndex items, Span<float> inputs, int batch, int step)
    {
        for (int i = 0; i < batch && items.Count > 0; i++)
        {
            items.Vector(((step * batch) + i) % items.Count).CopyTo(inputs[(i * items.Dimension)..]);
        }
    }

    private static void RefuseNonFinite(ReadOnlySpan<float> values, string output, int batch, int step)
    {
        if (!TensorPrimitives.IsFiniteAll(values))
        {
            throw new InvalidBundleException(
                $"{BundleFiles.EncoderOnnx}: found {output} not finite after {step + 1} steps from zeros in a batch of {batch}; expected finite numbers.");
        }
    }
}
