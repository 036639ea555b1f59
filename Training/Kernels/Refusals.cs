namespace Manidala.Training.Kernels;

/// <summary>Items that users turned down, each with the prediction it was an answer to, beside the item that was taken.</summary>
/// <param name="Rows">Rising.</param>
/// <param name="Items">One for each of the rows.</param>
internal sealed record Refusals(int[] Rows, int[] Items)
{
    public static Refusals None { get; } = new([], []);

    /// <summary>How much each counts: those of one row together as much as the row, however long the page was that they stood on.</summary>
    public float[] Shares()
    {
        var shares = new float[Rows.Length];
        int first = 0;
        while (first < Rows.Length)
        {
            int end = first;
            while (end < Rows.Length && Rows[end] == Rows[first])
            {
                end++;
            }

            shares.AsSpan(first, end - first).Fill(1f / (end - first));
            first = end;
        }

        return shares;
    }
}
