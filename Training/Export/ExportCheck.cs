using Manidala.Engine.Model;
using Manidala.Engine.Retrieval;
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
            new EncoderContract(EncoderContract.Recurrent, encoder.StateSize),
            new ItemIndex(items, [], encoder.Dimension),
            new EncoderOptions { Provider = EncoderOptions.Cpu });
        float[] states = new float[Users * encoder.StateSize];
        float[] queries = new float[Users * encoder.Dimension];
        var expectedState = zeros(Users, encoder.StateSize);
        for (int step = 0; step < Steps; step++)
        {
            int first = step * Users;
            float[] vectors = items[(first * encoder.Dimension)..((first + Users) * encoder.Dimension)];
            (expectedState, var expectedQuery) = encoder.Step(expectedState, tensor(vectors, Users, encoder.Dimension));
            StepInput[] inputs = [.. Enumerable.Range(first, Users).Select(row => new StepInput(row, Type: 0, Gap: 0))];
            exported.Step(states, inputs, states, queries);
            RequireNear(queries, expectedQuery, $"query after step {step + 1}");
            RequireNear(states, expectedState, $"state after step {step + 1}");
        }
    }

    private static void RequireNear(float[] found, Tensor expected, string what)
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
