using static Manidala.Training.Kernels.MatrixKernel;

namespace Manidala.Training.Kernels;

/// <summary>The items that every right answer of a step is compared with: all, or some drawn evenly. Packed once a step and read by all threads.</summary>
internal sealed unsafe class Rivals
{
    // Stands for "impossible": its exponential is zero, and no arithmetic on it gives NaN.
    private const float Never = -1e30f;
    private readonly PinnedFloats _rows = new();
    private readonly PinnedFloats _forScores = new();
    private readonly PinnedFloats _forQueries = new();
    private readonly PinnedFloats _offsets = new();
    private int[] _columns = [];
    private int[] _slots = [];

    public int Count => _slots.Length;

    public int PaddedCount => Padded(_slots.Length);

    /// <summary>The slot of each column.</summary>
    public ReadOnlySpan<int> Slots => _slots;

    /// <summary>[dimension, items]: queries times this are scores.</summary>
    public float* ForScores => _forScores.Pointer;

    /// <summary>[items, dimension]: probabilities times this are queries' gradients.</summary>
    public float* ForQueries => _forQueries.Pointer;

    /// <summary>What is added to each score: the item's bias, and the logarithm of how many items each drawn one stands for.</summary>
    public float* Offsets => _offsets.Pointer;

    /// <param name="slots">Distinct slots of the step's items.</param>
    /// <param name="itemCount">How many items there are in all, for which these stand.</param>
    public void Set(int[] slots, ItemVectors items, int itemCount)
    {
        int dimension = items.Dimension;
        _slots = slots;
        if (_columns.Length < items.Count)
        {
            _columns = new int[items.Count];
        }

        Array.Fill(_columns, -1);
        float* rows = _rows.AtLeast(slots.Length * dimension);
        float* offsets = _offsets.AtLeast(PaddedCount);
        float weight = slots.Length == itemCount ? 0 : MathF.Log((itemCount - 1) / (float)slots.Length);
        for (int column = 0; column < slots.Length; column++)
        {
            long slot = slots[column];
            _columns[slot] = column;
            new ReadOnlySpan<float>(items.Vectors + (slot * dimension), dimension).CopyTo(new Span<float>(rows + ((long)column * dimension), dimension));
            offsets[column] = items.Bias[slot] + weight;
        }

        new Span<float>(offsets + slots.Length, PaddedCount - slots.Length).Fill(Never);
        PackTransposed(rows, dimension, slots.Length, dimension, _forScores.AtLeast(dimension * PaddedCount));
        Pack(rows, slots.Length, dimension, dimension, _forQueries.AtLeast(slots.Length * Padded(dimension)));
    }

    /// <summary>Makes an item's score in this row impossible, so that no right answer is its own rival.</summary>
    public void Mask(float* scores, int slot)
    {
        if (_columns[slot] >= 0)
        {
            scores[_columns[slot]] = Never;
        }
    }
}
