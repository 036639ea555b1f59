using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Manidala.Engine.Model;

/// <summary>The tensors that a recurrent encoder's file must have; see <see cref="EncoderContract"/>.</summary>
internal static class StepContract
{
    public const string State = "state";
    public const string Item = "item";
    public const string NextState = "next_state";
    public const string Query = "query";

    public static void Check(InferenceSession session, int stateSize, int dimension)
    {
        CheckNames("inputs", session.InputMetadata.Keys, State, Item);
        CheckNames("outputs", session.OutputMetadata.Keys, NextState, Query);
        CheckTensor(State, session.InputMetadata[State], stateSize);
        CheckTensor(Item, session.InputMetadata[Item], dimension);
        CheckTensor(NextState, session.OutputMetadata[NextState], stateSize);
        CheckTensor(Query, session.OutputMetadata[Query], dimension);
    }

    private static void CheckNames(string what, IEnumerable<string> found, string first, string second)
    {
        string[] names = [.. found];
        if (names.Length != 2 || !names.Contains(first, StringComparer.Ordinal) || !names.Contains(second, StringComparer.Ordinal))
        {
            throw new InvalidBundleException($"{BundleFiles.EncoderOnnx}: found the {what} {string.Join(", ", names)}; expected {first} and {second}.");
        }
    }

    private static void CheckTensor(string name, NodeMetadata tensor, int width)
    {
        bool isFloat = tensor.IsTensor && tensor.ElementDataType == TensorElementType.Float;
        if (!isFloat || tensor.Dimensions is not [-1, int found] || found != width)
        {
            string shape = tensor.IsTensor ? $"{tensor.ElementDataType} [{string.Join(", ", tensor.Dimensions)}]" : tensor.OnnxValueType.ToString();
            throw new InvalidBundleException($"{BundleFiles.EncoderOnnx}: found {name} as {shape}; expected Float [-1, {width}], the batch being free.");
        }
    }
}
