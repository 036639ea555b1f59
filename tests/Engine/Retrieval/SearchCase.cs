using Manidala.Engine.Retrieval;

namespace Manidala.Engine.Tests.Retrieval;

/// <summary>An index and a query of some kind that has broken searches before or might.</summary>
internal sealed record SearchCase(float[] Vectors, float[] Bias, int Dimension, float[] Query, ulong[] Allowed, int Wanted)
{
    public static string[] Kinds =>
        ["random", "ties", "zero query", "zero vectors", "huge norms", "tiny norms", "huge bias", "few allowed", "ascending", "near ties", "mixed scales", "all wanted"];

    public ItemIndex Index() => new(Vectors, Bias, Dimension);

    public NaiveSearch Naive() => new(Vectors, Bias, Dimension);

    public static SearchCase Make(string kind, int rows, int dimension, int seed)
    {
        var random = new Random(seed);
        float[] vectors = Normal(random, rows * dimension);
        float[] query = Normal(random, dimension);
        float[] bias = seed % 2 == 0 ? [] : Normal(random, rows);
        ulong[] allowed = seed % 3 == 0 ? [] : Mask(random, rows, 0.7);
        var plain = new SearchCase(vectors, bias, dimension, query, allowed, Math.Min(20, rows));
        return kind switch
        {
            "random" => plain,
            "ties" => plain with { Vectors = [.. vectors.Select(value => (float)Math.Sign(value))], Query = [.. query.Select(value => (float)Math.Sign(value))], Bias = [] },
            "zero query" => plain with { Query = new float[dimension] },
            "zero vectors" => plain with { Vectors = new float[rows * dimension] },
            "huge norms" => plain with { Vectors = Scaled(vectors, 1e16f), Query = Scaled(query, 1e16f) },
            "tiny norms" => plain with { Vectors = Scaled(vectors, 1e-32f), Query = Scaled(query, seed % 2 == 0 ? 1e-8f : 1e-25f), Bias = [] },
            "huge bias" => plain with { Bias = Scaled(Normal(random, rows), 1e35f) },
            "few allowed" => plain with { Allowed = Mask(random, rows, 0.01) },
            "ascending" => plain with { Vectors = Ascending(query, rows) },
            "near ties" => plain with { Vectors = NearTies(random, rows, dimension), Bias = [] },
            "mixed scales" => plain with { Vectors = MixedScales(random, vectors, dimension) },
            "all wanted" => plain with { Wanted = rows + 3 },
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    // Every row beats the one before it by a little, so that no early threshold helps.
    private static float[] Ascending(float[] query, int rows) =>
        [.. Enumerable.Range(0, rows).SelectMany(row => query.Select(value => value * (1 + (row * 1e-4f))))];

    // Rows that differ by far less than an 8-bit step.
    private static float[] NearTies(Random random, int rows, int dimension)
    {
        float[] common = Normal(random, dimension);
        return [.. Enumerable.Range(0, rows).SelectMany(_ => common.Select(value => value * (1 + (random.NextSingle() * 1e-5f))))];
    }

    private static float[] MixedScales(Random random, float[] vectors, int dimension)
    {
        float[] scaled = [.. vectors];
        for (int row = 0; row < scaled.Length / dimension; row++)
        {
            float scale = MathF.Pow(10, random.Next(-20, 4));
            for (int i = 0; i < dimension; i++)
            {
                scaled[(row * dimension) + i] *= scale;
            }
        }

        return scaled;
    }

    private static float[] Scaled(float[] values, float by) => [.. values.Select(value => value * by)];

    private static ulong[] Mask(Random random, int rows, double share)
    {
        ulong[] mask = new ulong[(rows + 63) / 64];
        for (int row = 0; row < rows; row++)
        {
            mask[row / 64] |= random.NextDouble() < share ? 1UL << (row % 64) : 0;
        }

        return mask;
    }

    private static float[] Normal(Random random, int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }
}
