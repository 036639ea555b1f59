namespace Manidala.Training.Kernels;

/// <summary>
/// What a user turned down shall score below what was taken in its place: log(1 + exp(refused - taken)) is added to the loss. Unlike a rival, which is everybody's, it is
/// held against the one query that refused it.
/// </summary>
internal static unsafe class RefusalKernel
{
    /// <summary>Adds to the queries' gradient and to the right answers' pulls, and returns the loss.</summary>
    /// <param name="firstRow">The number of the first of the rows in the whole batch.</param>
    /// <param name="pulls">Receives the gradient of each refused item's score.</param>
    public static double Run(SoftmaxRows rows, int firstRow, Refusals refusals, ReadOnlySpan<float> shares, Span<float> pulls, int dimension)
    {
        int at = Array.BinarySearch(refusals.Rows, firstRow);
        at = at < 0 ? ~at : at;
        while (at > 0 && refusals.Rows[at - 1] == firstRow)
        {
            at--;
        }

        double loss = 0;
        for (; at < refusals.Rows.Length && refusals.Rows[at] < firstRow + rows.Count; at++)
        {
            int row = refusals.Rows[at] - firstRow;
            float* query = rows.Queries + ((long)row * dimension);
            float* gradient = rows.Gradient + ((long)row * dimension);
            float* refused = rows.Embeddings + ((long)refusals.Items[at] * dimension);
            float* taken = rows.Embeddings + ((long)rows.Targets[row] * dimension);
            float ahead = RowKernels.Dot(query, refused, dimension) + rows.Bias[refusals.Items[at]]
                - RowKernels.Dot(query, taken, dimension) - rows.Bias[rows.Targets[row]];
            float weight = rows.Weights[row] * shares[at];
            loss += weight * (MathF.Max(ahead, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(ahead))));
            float pull = weight / (1 + MathF.Exp(-ahead));
            pulls[at] = pull;
            rows.Pulls[row] -= pull;
            RowKernels.AddScaled(refused, pull, dimension, gradient);
            RowKernels.AddScaled(taken, -pull, dimension, gradient);
        }

        return loss;
    }
}
