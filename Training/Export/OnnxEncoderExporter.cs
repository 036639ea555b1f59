using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Training.Encoders;
using static TorchSharp.torch;

namespace Manidala.Training.Export;

/// <summary>Writes an encoder's step as the file <c>encoder.onnx</c> of a bundle.</summary>
internal static class OnnxEncoderExporter
{
    /// <returns>The file's bytes; equal weights give equal bytes.</returns>
    /// <exception cref="InvalidOperationException">What was written computes something else than the encoder does.</exception>
    public static byte[] Export(RecurrentEncoder encoder)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        bool wasTraining = encoder.training;
        encoder.eval();
        try
        {
            byte[] model = Write(encoder);
            ExportCheck.Require(model, encoder);
            return model;
        }
        finally
        {
            encoder.train(wasTraining);
        }
    }

    /// <summary>What the manifest says of the file.</summary>
    public static EncoderContract ContractOf(RecurrentEncoder encoder)
    {
        var bare = new EncoderContract(EncoderContract.Recurrent, encoder.StateSize);
        string[] roles = [EncoderRoles.State, EncoderRoles.Item, EncoderRoles.Type, EncoderRoles.Gap];
        return encoder.Interactions is null ? bare : bare with
        {
            Inputs = roles.ToDictionary(role => role),
            InteractionTypes = [EncoderContract.OtherType, .. InteractionTypes.Default.InOrder.Select(type => type.Name)],
        };
    }

    private static byte[] Write(RecurrentEncoder encoder)
    {
        var graph = new OnnxGraph(encoder.GetName());
        string state = graph.Input("state", encoder.StateSize);
        string vector = graph.Input("item", encoder.Dimension);
        string item = encoder.Interactions is { } interactions ? InteractionGraph.Write(graph, interactions, vector) : vector;
        var (nextState, query) = encoder switch
        {
            LinearRecurrentEncoder linear => LinearRecurrentGraph.Write(graph, linear, state, item),
            GatedEncoder gated => GatedGraph.Write(graph, gated, state, item),
            GruEncoder gru => GruGraph.Write(graph, gru, state, item),
            _ => throw new NotSupportedException($"There is no ONNX form of {encoder.GetType().Name}."),
        };
        graph.Output("next_state", encoder.StateSize, nextState);
        graph.Output("query", encoder.Dimension, query);
        return graph.ToModel();
    }
}
