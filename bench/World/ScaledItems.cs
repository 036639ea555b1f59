using Manidala.Engine.Retrieval;

namespace Manidala.Bench.World;

/// <summary>
/// Many items that lie as a trained model's do. Each is a real one moved by random shares of its ways to its nearest neighbours, so that clusters, spectrum and
/// popularity stay those of the real items, and what is between them fills up as it does in a catalogue that grows. Uniform random vectors would flatter nobody:
/// their nearest neighbours are hardly nearer than any others.
/// </summary>
internal static class ScaledItems
{
    private const int Neighbours = 16;
    private const int Together = 64;

    /// <summary>Row-major vectors and biases; the real items come first.</summary>
    public static (float[] Vectors, float[] Biases) Make(ReadOnlySpan<float> vectors, ReadOnlySpan<float> biases, int dimension, int count, int seed)
    {
        int real = vectors.Length / dimension;
        float[] made = new float[count * dimension];
        float[] bias = new float[count];
        vectors[..(Math.Min(real, count) * dimension)].CopyTo(made);
        if (!biases.IsEmpty)
        {
            biases[..Math.Min(real, count)].CopyTo(bias);
        }

        int[] near = NearestOf(vectors, dimension);
        var random = new Random(seed);
        Span<float> shares = stackalloc float[Neighbours];
        for (int item = real; item < count; item++)
        {
            int origin = random.Next(real);
            Draw(random, shares);
            Span<float> vector = made.AsSpan(item * dimension, dimension);
            vectors.Slice(origin * dimension, dimension).CopyTo(vector);
            bias[item] = biases.IsEmpty ? 0 : biases[origin];
            for (int place = 0; place < Neighbours; place++)
            {
                int neighbour = near[(origin * Neighbours) + place];
                for (int i = 0; i < dimension; i++)
                {
                    vector[i] += shares[place] * (vectors[(neighbour * dimension) + i] - vectors[(origin * dimension) + i]);
                }

                bias[item] += biases.IsEmpty ? 0 : shares[place] * (biases[neighbour] - biases[origin]);
            }
        }

        return (made, bias);
    }

    // Shares whose squares sum up to about one: the item is moved about as far as its neighbours are away.
    private static void Draw(Random random, Span<float> shares)
    {
        for (int place = 0; place < shares.Length; place++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            shares[place] = (float)(normal / Math.Sqrt(Neighbours));
        }
    }

    // By distance: the largest x.c - |c|^2 / 2 is the nearest c.
    private static int[] NearestOf(ReadOnlySpan<float> vectors, int dimension)
    {
        int count = vectors.Length / dimension;
        float[] minusHalfSquares = new float[count];
        for (int item = 0; item < count; item++)
        {
            foreach (float number in vectors.Slice(item * dimension, dimension))
            {
                minusHalfSquares[item] -= number * number / 2;
            }
        }

        var index = new ItemIndex(vectors, minusHalfSquares, dimension);
        int[] near = new int[count * Neighbours];
        var best = new ScoredItem[Together * (Neighbours + 1)];
        int[] found = new int[Together];
        for (int first = 0; first < count; first += Together)
        {
            int queries = Math.Min(Together, count - first);
            index.SearchMany(vectors.Slice(first * dimension, queries * dimension), [], best.AsSpan(0, queries * (Neighbours + 1)), found.AsSpan(0, queries));
            for (int query = 0; query < queries; query++)
            {
                int place = 0;
                for (int next = 0; next < found[query] && place < Neighbours; next++)
                {
                    int neighbour = best[(query * (Neighbours + 1)) + next].Item;
                    if (neighbour != first + query)
                    {
                        near[((first + query) * Neighbours) + place++] = neighbour;
                    }
                }
            }
        }

        return near;
    }
}
