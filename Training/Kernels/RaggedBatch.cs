using Manidala.Training.Learning;

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

    public static RaggedBatch Of(IReadOnlyList<TrainingWindow> windows)
    {
        int[] lengths = [.. windows.Select(window => window.Predictions)];
        int rows = lengths.Sum();
        var batch = new RaggedBatch(lengths, new int[rows], new int[rows], windows[0].Weights.IsEmpty ? [] : new float[rows])
        {
            Types = windows[0].Types.IsEmpty ? [] : new byte[rows],
            Gaps = windows[0].Gaps.IsEmpty ? [] : new float[rows],
        };
        int row = 0;
        foreach (TrainingWindow window in windows)
        {
            ReadOnlySpan<int> items = window.Items.Span;
            items[..^1].CopyTo(batch.Inputs.AsSpan(row));
            items[1..].CopyTo(batch.Targets.AsSpan(row));
            window.Types.Span.CopyTo(At(batch.Types, row));
            window.Gaps.Span.CopyTo(At(batch.Gaps, row));
            window.Weights.Span.CopyTo(At(batch.Weights, row));
            row += window.Predictions;
        }

        return batch;
    }

    private static Span<T> At<T>(T[] column, int row) => column.Length == 0 ? [] : column.AsSpan(row);
}
