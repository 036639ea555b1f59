using static TorchSharp.torch;

namespace Manidala.Training.Encoders;

/// <summary>An encoder with a state of fixed size that steps with each item; a sequence starts from a state of zeros.</summary>
internal abstract class RecurrentEncoder(string name, int dimension, int stateSize) : ItemEncoder(name, dimension)
{
    /// <summary>Numbers that a user's state has; all zeros for a new user.</summary>
    public int StateSize { get; } = stateSize;

    /// <summary>One interaction: the state [batch, stateSize] after the item [batch, dimension], and the query that follows from it.</summary>
    public abstract (Tensor NextState, Tensor Query) Step(Tensor state, Tensor item);
}
