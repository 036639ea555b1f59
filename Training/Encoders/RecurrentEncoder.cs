using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>
/// Turns a sequence of item embeddings into queries: one after every item, from a state of fixed size that steps with each item.
/// </summary>
internal abstract class RecurrentEncoder(string name, int dimension, int stateSize) : nn.Module<Tensor, Tensor>(name)
{
    public int Dimension { get; } = dimension;

    /// <summary>What types and time gaps add to the items' vectors before they come here; null where the model looks at items alone.</summary>
    public InteractionInputs? Interactions { get; private set; }

    /// <summary>Numbers that a user's state has; all zeros for a new user.</summary>
    public int StateSize { get; } = stateSize;

    /// <summary>
    /// Queries [batch, time, dimension] after each of the items [batch, time, dimension]. Sequences start at time 0 with a zero state;
    /// padding stands after a sequence's end, so that it can reach none of its queries.
    /// </summary>
    public abstract override Tensor forward(Tensor items);

    /// <summary>One interaction: the state [batch, stateSize] after the item [batch, dimension], and the query that follows from it.</summary>
    public abstract (Tensor NextState, Tensor Query) Step(Tensor state, Tensor item);

    public void LookAt(InteractionInputs interactions)
    {
        Interactions = interactions;
        register_module("interactions", interactions);
    }
}
