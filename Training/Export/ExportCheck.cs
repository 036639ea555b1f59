using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
using Manidala.Engine.Sessions;
using Manidala.Training.Encoders;
using static TorchSharp.torch;

namespace Manidala.Training.Export;

/// <summary>Runs an exported encoder as a silo will, beside the encoder that it was made from.</summary>
internal static class ExportCheck
{
    private const int Users = 5;
    private const int Steps = 8;
    private const float Tolerance = 1e-4f;

    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static void Require(byte[] model, RecurrentEncoder encoder)
    {
        // A generator of its own: an export must not shift the random numbers of a training that goes on.
        var random = new Random(1);
        float[] items = [.. Enumerable.Range(0, Steps * Users * encoder.Dimension).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        using var exported = new OnnxRecurrentEncoder(
            model,
            OnnxEncoderExporter.ContractOf(encoder),
            new ItemVectors(items, [], encoder.Dimension),
            new EncoderOptions { Provider = EncoderOptions.Cpu });
        float[] states = new float[Users * encoder.StateSize];
        float[] queries = new float[Users * encoder.Dimension];
        var expectedState = zeros(Users, encoder.StateSize);
        for (int step = 0; step < Steps; step++)
        {
            int first = step * Users;
            float[] vectors = items[(first * encoder.Dimension)..((first + Users) * encoder.Dimension)];
            StepInput[] inputs = [.. Enumerable.Range(first, Users).Select(row => new StepInput(row, (byte)random.Next(InteractionInputs.TypeCount), (float)random.NextDouble() * TimeGap.Most))];
            (expectedState, var expectedQuery) = encoder.Step(expectedState, Seen(encoder, tensor(vectors, Users, encoder.Dimension), inputs, [Users]));
            exported.Step(states, inputs, states, queries);
            RequireNear(queries, expectedQuery, $"query after step {step + 1}");
            RequireNear(states, expectedState, $"state after step {step + 1}");
        }
    }

    /// <summary>The encoder's inputs: the items' vectors, and what the interactions add to them.</summary>
    /// <param name="shape">Of the inputs, which come one after the other.</param>
    public static Tensor Seen(ItemEncoder encoder, Tensor vectors, StepInput[] inputs, long[] shape) => encoder.Interactions is not { } interactions
        ? vectors
        : interactions.forward(vectors, tensor(inputs.Select(input => (long)input.Type).ToArray(), shape), tensor(inputs.Select(input => input.Gap).ToArray(), shape));

    public static void RequireNear(float[] found, Tensor expected, string what)
    {
        float[] reference = expected.data<float>().ToArray();
        for (int i = 0; i < found.Length; i++)
        {
            // Written so that NaN, which is near nothing, fails too.
            if (!(MathF.Abs(found[i] - reference[i]) <= Tolerance * MathF.Max(1, MathF.Abs(reference[i]))))
            {
                throw new InvalidOperationException(
                    $"The exported encoder differs from the trained one: {what}, number {i}, is {found[i]}; expected {reference[i]}.");
            }
        }
    }
}
