using Manidala.Training.Kernels;

namespace Manidala.Training.Learning;

/// <summary>Lays windows one after the other, as the kernels take them.</summary>
internal static class WindowRows
{
    public static RaggedBatch ToRagged(this IReadOnlyList<TrainingWindow> windows)
    {
        int[] lengths = [.. windows.Select(window => window.Predictions)];
        int rows = lengths.Sum();
        var batch = new RaggedBatch(lengths, new int[rows], new int[rows], windows[0].Weights.IsEmpty ? [] : new float[rows])
        {
            Types = windows[0].Types.IsEmpty ? [] : new byte[rows],
            Gaps = windows[0].Gaps.IsEmpty ? [] : new float[rows],
        };
        var refusedRows = new List<int>();
        var refused = new List<int>();
        int row = 0;
        foreach (TrainingWindow window in windows)
        {
            ReadOnlySpan<int> items = window.Items.Span;
            items[..^1].CopyTo(batch.Inputs.AsSpan(row));
            items[1..].CopyTo(batch.Targets.AsSpan(row));
            window.Types.Span.CopyTo(At(batch.Types, row));
            window.Gaps.Span.CopyTo(At(batch.Gaps, row));
            window.Weights.Span.CopyTo(At(batch.Weights, row));
            foreach (int negative in window.NegativeRows.Span)
            {
                refusedRows.Add(row + negative);
            }

            refused.AddRange(window.Negatives.Span);
            row += window.Predictions;
        }

        return refused.Count == 0 ? batch : batch with { Refusals = new Refusals([.. refusedRows], [.. refused]) };
    }

    private static Span<T> At<T>(T[] column, int row) => column.Length == 0 ? [] : column.AsSpan(row);
}
