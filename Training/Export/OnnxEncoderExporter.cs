using Manidala.Engine.Model;
using Manidala.Engine.Sessions;
using Manidala.Training.Encoders;
using static TorchSharp.torch;

namespace Manidala.Training.Export;

/// <summary>Writes an encoder, a step of it where it has a state, as the file <c>encoder.onnx</c> of a bundle.</summary>
internal static class OnnxEncoderExporter
{
    /// <returns>The file's bytes; equal weights give equal bytes.</returns>
    /// <exception cref="InvalidOperationException">What was written computes something else than the encoder does.</exception>
    public static byte[] Export(ItemEncoder encoder)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        bool wasTraining = encoder.training;
        encoder.eval();
        try
        {
            return encoder is TransformerEncoder transformer ? Whole(transformer) : Step((RecurrentEncoder)encoder);
        }
        finally
        {
            encoder.train(wasTraining);
        }
    }

    /// <summary>What the manifest says of the file.</summary>
    public static EncoderContract ContractOf(ItemEncoder encoder) => encoder is TransformerEncoder transformer
        ? WindowContract(transformer)
        : StepContract((RecurrentEncoder)encoder);

    private static EncoderContract StepContract(RecurrentEncoder encoder)
    {
        var bare = new EncoderContract(EncoderContract.Recurrent, encoder.StateSize);
        string[] roles = [EncoderRoles.State, EncoderRoles.Item, EncoderRoles.Type, EncoderRoles.Gap];
        return encoder.Interactions is null ? bare : bare with { Inputs = roles.ToDictionary(role => role), InteractionTypes = Types() };
    }

    private static EncoderContract WindowContract(TransformerEncoder encoder)
    {
        string[] interactions = encoder.Interactions is null ? [] : [EncoderRoles.Types, EncoderRoles.Gaps];
        string[] roles = [EncoderRoles.ItemEmbeddings, EncoderRoles.Length, .. interactions];
        return new EncoderContract(
            EncoderContract.Sequence,
            StateSize: 0,
            Inputs: roles.ToDictionary(role => role),
            InteractionTypes: encoder.Interactions is null ? null : Types(),
            Length: encoder.Length,
            Padding: EncoderContract.PadRight).WithPackedState();
    }

    private static string[] Types() => [EncoderContract.OtherType, .. InteractionTypes.Default.InOrder.Select(type => type.Name)];

    private static byte[] Whole(TransformerEncoder encoder)
    {
        byte[] model = TransformerGraph.Write(encoder);
        SequenceExportCheck.Require(model, encoder);
        return model;
    }

    private static byte[] Step(RecurrentEncoder encoder)
    {
        byte[] model = Write(encoder);
        ExportCheck.Require(model, encoder);
        return model;
    }

    private static byte[] Write(RecurrentEncoder encoder)
    {
        var graph = new OnnxGraph(encoder.GetName());
        string state = graph.Input("state", encoder.StateSize);
        string vector = graph.Input("item", encoder.Dimension);
        string item = encoder.Interactions is { } interactions
            ? InteractionGraph.Write(graph, interactions, vector, graph.WholeInput(EncoderRoles.Type), graph.Input(EncoderRoles.Gap, 1))
            : vector;
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
