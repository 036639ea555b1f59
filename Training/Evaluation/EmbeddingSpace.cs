using System.Numerics.Tensors;
using Manidala.Engine.Model;

namespace Manidala.Training.Evaluation;

/// <summary>The model's item embeddings, scaled to length one.</summary>
internal sealed class EmbeddingSpace : IListSpace
{
    private readonly float[] _vectors;
    private readonly bool[] _isThere;

    public EmbeddingSpace(LoadedModel model)
    {
        Dimension = model.Dimension;
        _vectors = new float[checked(model.ItemCount * Dimension)];
        _isThere = new bool[model.ItemCount];
        for (int row = 0; row < model.ItemCount; row++)
        {
            ReadOnlySpan<float> vector = model.Embedding(row);
            float length = TensorPrimitives.Norm(vector);
            _isThere[row] = length > 0;
            if (_isThere[row])
            {
                TensorPrimitives.Divide(vector, length, _vectors.AsSpan(row * Dimension, Dimension));
            }
        }
    }

    public int Dimension { get; }

    public bool TryAdd(int item, Span<float> sum)
    {
        if (item >= _isThere.Length || !_isThere[item])
        {
            return false;
        }

        TensorPrimitives.Add(sum, _vectors.AsSpan(item * Dimension, Dimension), sum);
        return true;
    }
}
