using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>Turns a sequence of item embeddings into queries, one after every item.</summary>
internal abstract class ItemEncoder(string name, int dimension) : nn.Module<Tensor, Tensor>(name)
{
    public int Dimension { get; } = dimension;

    /// <summary>What types and time gaps add to the items' vectors before they come here; null where the model looks at items alone.</summary>
    public InteractionInputs? Interactions { get; private set; }

    /// <summary>
    /// Queries [batch, time, dimension] after each of the items [batch, time, dimension]. Sequences start at time 0; padding stands after a sequence's end, so
    /// that it can reach none of its queries.
    /// </summary>
    public abstract override Tensor forward(Tensor items);

    public void LookAt(InteractionInputs interactions)
    {
        Interactions = interactions;
        register_module("interactions", interactions);
    }
}
