using Manidala.Training.Data;
using Manidala.Training.Encoders;
using static Manidala.Training.Kernels.LinearWeights;

namespace Manidala.Training.Kernels;

/// <summary>Adds types and gaps to rows of item vectors, and sums up their gradients; the twin in Torch is <see cref="InteractionInputs"/>.</summary>
internal sealed unsafe class InteractionKernel(InteractionInputs inputs)
{
    private readonly int _dimension = (int)inputs.TypeVectors.shape[1];

    /// <param name="x">Rows, from <paramref name="first"/> of the batch on.</param>
    public void Add(float* x, RaggedBatch batch, int first, int rows)
    {
        float* types = PointerOf(inputs.TypeVectors);
        float* gaps = PointerOf(inputs.GapVectors);
        for (int row = first; row < first + rows; row++, x += _dimension)
        {
            RowKernels.Add(types + (TypeOf(batch, row) * _dimension), _dimension, x);
            (int knot, float share) = Between(batch, row);
            RowKernels.AddScaled(gaps + (knot * _dimension), 1 - share, _dimension, x);
            RowKernels.AddScaled(gaps + ((knot + 1) * _dimension), share, _dimension, x);
        }
    }

    public void Back(float* gradient, RaggedBatch batch, int first, int rows, GradientSums sums)
    {
        float* types = sums.Of(inputs.TypeVectors);
        float* gaps = sums.Of(inputs.GapVectors);
        for (int row = first; row < first + rows; row++, gradient += _dimension)
        {
            RowKernels.Add(gradient, _dimension, types + (TypeOf(batch, row) * _dimension));
            (int knot, float share) = Between(batch, row);
            RowKernels.AddScaled(gradient, 1 - share, _dimension, gaps + (knot * _dimension));
            RowKernels.AddScaled(gradient, share, _dimension, gaps + ((knot + 1) * _dimension));
        }
    }

    private static int TypeOf(RaggedBatch batch, int row) => InteractionInputs.NumberOf(batch.Types.Length == 0 ? SequenceSteps.TypeWithoutOne.Place : batch.Types[row]);

    private static (int Knot, float Share) Between(RaggedBatch batch, int row)
    {
        float gap = batch.Gaps.Length == 0 ? 0 : Math.Clamp(batch.Gaps[row], 0, InteractionInputs.Knots - 1);
        int knot = Math.Min((int)gap, InteractionInputs.Knots - 2);
        return (knot, gap - knot);
    }
}
