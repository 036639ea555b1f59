using System.Numerics.Tensors;

namespace Manidala.Engine.Retrieval;

/// <summary>What an index takes; each refusal says what was found and where.</summary>
internal static class RowRules
{
    public static void Check(ReadOnlySpan<float> vectors, ReadOnlySpan<float> bias, int dimension)
    {
        if (vectors.Length % dimension != 0)
        {
            throw new ArgumentException($"{vectors.Length} numbers are not whole rows of {dimension}.", nameof(vectors));
        }

        int count = vectors.Length / dimension;
        if (!bias.IsEmpty && bias.Length != count)
        {
            throw new ArgumentException($"{bias.Length} biases for {count} rows.", nameof(bias));
        }

        for (int row = 0; row < count; row++)
        {
            if (!IsWithin(vectors.Slice(row * dimension, dimension)))
            {
                throw new ArgumentException($"Row {row} is not finite or longer than {ItemVectors.MaxLength}.", nameof(vectors));
            }

            if (!bias.IsEmpty && !IsWithin(bias[row]))
            {
                throw new ArgumentException($"The bias of row {row} is {bias[row]}, not within {ItemVectors.MaxBias}.", nameof(bias));
            }
        }
    }

    public static void CheckQuery(ReadOnlySpan<float> query, int dimension)
    {
        if (query.Length != dimension)
        {
            throw new ArgumentException($"The query has {query.Length} numbers, the index {dimension}.", nameof(query));
        }

        if (!IsWithin(query))
        {
            throw new ArgumentException($"The query is not finite or longer than {ItemVectors.MaxLength}.", nameof(query));
        }
    }

    public static void CheckQueries(ReadOnlySpan<float> queries, int dimension, int count, int room)
    {
        if (queries.Length != count * (long)dimension || (count == 0 ? room : room % count) != 0)
        {
            throw new ArgumentException($"{queries.Length} numbers are not {count} queries of {dimension}, or {room} is not equal room for each.", nameof(queries));
        }

        for (int query = 0; query < count; query++)
        {
            CheckQuery(queries.Slice(query * dimension, dimension), dimension);
        }
    }

    public static void CheckFilter(in RowFilter filter, int words)
    {
        if (!filter.Allowed.IsEmpty && filter.Allowed.Length != words)
        {
            throw new ArgumentException($"The allowed rows have {filter.Allowed.Length} words, the index {words}.", nameof(filter));
        }

        if (!filter.Excluded.IsEmpty && filter.Excluded.Length != words)
        {
            throw new ArgumentException($"The excluded rows have {filter.Excluded.Length} words, the index {words}.", nameof(filter));
        }
    }

    public static bool IsWithin(float bias) => Math.Abs(bias) <= ItemVectors.MaxBias;

    // A sum of squares that overflows or is not a number compares false.
    public static bool IsWithin(ReadOnlySpan<float> vector) => TensorPrimitives.SumOfSquares(vector) <= ItemVectors.MaxLength * ItemVectors.MaxLength;
}
