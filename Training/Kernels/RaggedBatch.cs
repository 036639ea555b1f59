namespace Manidala.Training.Kernels;

/// <summary>Sequences of one step, one after the other without padding. A row is an input and what followed it.</summary>
/// <param name="Lengths">Rows of each sequence.</param>
/// <param name="Targets">The item that follows each input.</param>
/// <param name="Weights">How much each row counts in the loss; empty where all count the same.</param>
internal sealed record RaggedBatch(int[] Lengths, int[] Inputs, int[] Targets, float[] Weights)
{
    public int Rows => Inputs.Length;

    /// <summary>The inputs' places in the interaction types' list; empty where the data do not say.</summary>
    public byte[] Types { get; init; } = [];

    /// <summary>The inputs' scaled time gaps; empty where the data have no times.</summary>
    public float[] Gaps { get; init; } = [];

    /// <summary>What was turned down, by rising row; empty where nothing was.</summary>
    public Refusals Refusals { get; init; } = Refusals.None;
}
