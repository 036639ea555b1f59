using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Sessions;
using Manidala.Training.Encoders;
using static TorchSharp.torch;

namespace Manidala.Training.Export;

/// <summary>Runs an exported transformer as a silo will, over histories shorter and longer than its window, beside the encoder that it was made from.</summary>
internal static class SequenceExportCheck
{
    private const int Users = 3;
    private const int Items = 97;

    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static void Require(byte[] model, TransformerEncoder encoder)
    {
        // A generator of its own: an export must not shift the random numbers of a training that goes on.
        var random = new Random(1);
        float[] items = [.. Enumerable.Range(0, Items * encoder.Dimension).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        using IEncoder exported = EncoderFactory.Open(
            model, OnnxEncoderExporter.ContractOf(encoder), new ItemVectors(items, [], encoder.Dimension), itemIds: [], new EncoderOptions { Provider = EncoderOptions.Cpu });
        float[] states = new float[Users * exported.StateSize];
        float[] queries = new float[Users * encoder.Dimension];
        var window = new Queue<StepInput[]>();
        var vectors = tensor(items, Items, encoder.Dimension);
        int[] looked = [1, 2, encoder.Length / 2, encoder.Length - 1, encoder.Length, encoder.Length + 1, encoder.Length + 3];
        for (int step = 1; step <= looked[^1]; step++)
        {
            StepInput[] inputs = [.. Enumerable.Range(0, Users).Select(_ => Draw(random))];
            window.Enqueue(inputs);
            if (window.Count > encoder.Length)
            {
                window.Dequeue();
            }

            bool isLookedAt = looked.Contains(step);
            exported.Step(states, inputs, states, queries, isLookedAt ? 0 : Users);
            if (isLookedAt)
            {
                using var scope = NewDisposeScope();
                ExportCheck.RequireNear(queries, Expected(encoder, vectors, [.. window]), $"query after step {step}");
            }
        }
    }

    private static StepInput Draw(Random random) =>
        new(random.Next(Items), (byte)random.Next(InteractionInputs.TypeCount), (float)random.NextDouble() * TimeGap.Most);

    /// <param name="window">Oldest first, each with one input a user.</param>
    private static Tensor Expected(TransformerEncoder encoder, Tensor vectors, StepInput[][] window)
    {
        StepInput[] byUser = [.. Enumerable.Range(0, Users).SelectMany(user => window.Select(inputs => inputs[user]))];
        long[] shape = [Users, window.Length];
        var rows = vectors.index_select(0, tensor(byUser.Select(input => (long)input.Row).ToArray())).reshape(Users, window.Length, encoder.Dimension);
        return encoder.forward(ExportCheck.Seen(encoder, rows, byUser, shape)).select(1, window.Length - 1).contiguous();
    }
}
