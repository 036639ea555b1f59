using System.Runtime.Intrinsics;
using static Manidala.Training.Kernels.MatrixKernel;

namespace Manidala.Training.Kernels;

/// <summary>
/// Cross-entropy of the right answer against the rivals, with its gradients in the same pass: scores exist for a few rows at a time and never in memory as a
/// whole. For one thread.
/// </summary>
internal sealed unsafe class SoftmaxKernel(Rivals rivals, int dimension)
{
    private const int Lanes = 8;
    private const int ScoresAtOnce = 96 * 1024;
    private readonly PinnedFloats _scores = new();
    private readonly PinnedFloats _packed = new();

    /// <summary>Gradient of the rivals' embeddings, by column.</summary>
    public PinnedFloats RivalGradient { get; } = new();

    /// <summary>Gradient of the rivals' biases, by column.</summary>
    public PinnedFloats RivalBiasGradient { get; } = new();

    public void Clear()
    {
        _ = RivalGradient.AtLeast(rivals.PaddedCount * dimension);
        _ = RivalBiasGradient.AtLeast(rivals.PaddedCount);
        RivalGradient.Span[..(rivals.PaddedCount * dimension)].Clear();
        RivalBiasGradient.Span[..rivals.PaddedCount].Clear();
    }

    /// <summary>Returns the sum of the rows' losses, each times its weight.</summary>
    public double Run(SoftmaxRows rows)
    {
        int atOnce = Math.Clamp(ScoresAtOnce / rivals.PaddedCount / 6 * 6, 6, 96);
        float* scores = _scores.AtLeast(atOnce * rivals.PaddedCount);
        float* packed = _packed.AtLeast(atOnce * Padded(dimension));
        double loss = 0;
        for (int first = 0; first < rows.Count; first += atOnce)
        {
            SoftmaxRows part = rows.Slice(first, Math.Min(atOnce, rows.Count - first), dimension);
            loss += Run(part, scores, packed);
        }

        return loss;
    }

    private double Run(SoftmaxRows rows, float* scores, float* packed)
    {
        int width = rivals.PaddedCount;
        Multiply(Left.Of(rows.Queries, rows.Count, dimension, dimension), rivals.ForScores, rivals.Count, scores, width, adds: false);
        double loss = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            float* query = rows.Queries + (row * dimension);
            int target = rows.Targets[row];
            float reached = RowKernels.Dot(query, rows.Embeddings + ((long)target * dimension), dimension) + rows.Bias[target];
            rivals.Mask(scores + (row * width), target);
            loss += rows.Weights[row] * ToGradient(scores + (row * width), width, reached, rows.Weights[row], out rows.Pulls[row]);
        }

        // Packed before the queries make room for their gradient.
        Pack(rows.Queries, rows.Count, dimension, dimension, packed);
        Multiply(Left.Transposed(scores, rivals.Count, rows.Count, width), packed, dimension, RivalGradient.Pointer, dimension, adds: true);
        RowKernels.SumRows(scores, rows.Count, width, RivalBiasGradient.Pointer);
        Multiply(Left.Of(scores, rows.Count, rivals.Count, width), rivals.ForQueries, dimension, rows.Gradient, dimension, adds: false);
        for (int row = 0; row < rows.Count; row++)
        {
            RowKernels.AddScaled(rows.Embeddings + ((long)rows.Targets[row] * dimension), rows.Pulls[row], dimension, rows.Gradient + (row * dimension));
        }

        return loss;
    }

    /// <summary>Replaces a row of scores by its gradient; <paramref name="pull"/> is that of the right answer's score.</summary>
    private float ToGradient(float* scores, int width, float reached, float weight, out float pull)
    {
        var highest = Vector256.Create(reached);
        for (int i = 0; i < width; i += Lanes)
        {
            var score = Vector256.Load(scores + i) + Vector256.Load(rivals.Offsets + i);
            highest = Vector256.Max(highest, score);
            Vector256.Store(score, scores + i);
        }

        float most = reached;
        for (int lane = 0; lane < Lanes; lane++)
        {
            most = MathF.Max(most, highest[lane]);
        }

        var sums = Vector256<float>.Zero;
        for (int i = 0; i < width; i += Lanes)
        {
            var share = VectorMath.Exp(Vector256.Load(scores + i) - Vector256.Create(most));
            sums += share;
            Vector256.Store(share, scores + i);
        }

        float own = MathF.Exp(reached - most);
        float sum = Vector256.Sum(sums) + own;
        var scale = Vector256.Create(weight / sum);
        for (int i = 0; i < width; i += Lanes)
        {
            Vector256.Store(Vector256.Load(scores + i) * scale, scores + i);
        }

        pull = ((own / sum) - 1) * weight;
        return MathF.Log(sum) + most - reached;
    }
}
