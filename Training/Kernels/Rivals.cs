using static Manidala.Training.Kernels.MatrixKernel;

namespace Manidala.Training.Kernels;

/// <summary>The items that every right answer of a step is compared with: all, or some drawn evenly. Packed once a step and read by all threads.</summary>
internal sealed unsafe class Rivals
{
    // Stands for "impossible": its exponential is zero, and no arithmetic on it gives NaN.
    private const float Never = -1e30f;
    private readonly int _dimension;
    private readonly int[] _columns;
    private readonly PinnedFloats _rows = new();
    private readonly PinnedFloats _forScores = new();
    private readonly PinnedFloats _forQueries = new();
    private readonly PinnedFloats _offsets = new();
    private int[] _items = [];

    public Rivals(int itemCount, int dimension)
    {
        _dimension = dimension;
        _columns = new int[itemCount];
        Array.Fill(_columns, -1);
    }

    public int Count => _items.Length;

    public int PaddedCount => Padded(_items.Length);

    public ReadOnlySpan<int> Items => _items;

    /// <summary>[dimension, items]: queries times this are scores.</summary>
    public float* ForScores => _forScores.Pointer;

    /// <summary>[items, dimension]: probabilities times this are queries' gradients.</summary>
    public float* ForQueries => _forQueries.Pointer;

    /// <summary>What is added to each score: the item's bias, and the logarithm of how many items each drawn one stands for.</summary>
    public float* Offsets => _offsets.Pointer;

    /// <summary>The column of an item; -1 where it is not among them.</summary>
    public int ColumnOf(int item) => _columns[item];

    /// <param name="items">Distinct.</param>
    public void Set(int[] items, float* embeddings, float* bias)
    {
        foreach (int item in _items)
        {
            _columns[item] = -1;
        }

        _items = items;
        float* rows = _rows.AtLeast(items.Length * _dimension);
        float* offsets = _offsets.AtLeast(PaddedCount);
        float weight = items.Length == _columns.Length ? 0 : MathF.Log((_columns.Length - 1) / (float)items.Length);
        for (int column = 0; column < items.Length; column++)
        {
            int item = items[column];
            _columns[item] = column;
            new ReadOnlySpan<float>(embeddings + ((long)item * _dimension), _dimension).CopyTo(new Span<float>(rows + (column * _dimension), _dimension));
            offsets[column] = bias[item] + weight;
        }

        new Span<float>(offsets + items.Length, PaddedCount - items.Length).Fill(Never);
        PackTransposed(rows, _dimension, items.Length, _dimension, _forScores.AtLeast(_dimension * PaddedCount));
        Pack(rows, items.Length, _dimension, _dimension, _forQueries.AtLeast(items.Length * Padded(_dimension)));
    }

    /// <summary>Makes an item's score in this row impossible, so that no right answer is its own rival.</summary>
    public void Mask(float* scores, int item)
    {
        if (_columns[item] >= 0)
        {
            scores[_columns[item]] = Never;
        }
    }
}
