using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Support;

/// <summary>Small whole bundles with a real encoder, for tests of this project and of those above it.</summary>
internal static class TestBundle
{
    /// <summary>Writes a bundle with items <c>item-0</c>, <c>item-1</c> and so on into the folder.</summary>
    public static BundleManifest Write(string folder, string name, int items, int dimension, int seed) =>
        BundleWriter.Write(folder, Contents(name, items, dimension, seed));

    public static BundleContents Contents(string name, int items, int dimension, int seed)
    {
        var random = new Random(seed);
        LinearEncoder encoder = Encoder(dimension, seed);
        return new BundleContents(
            name,
            new EncoderContract(EncoderContract.Recurrent, encoder.StateSize),
            dimension,
            [.. Enumerable.Range(0, items).Select(row => $"item-{row}")],
            Numbers(random, items * dimension, 1f),
            Numbers(random, items, 0.1f),
            encoder.ToOnnx(),
            TrainedThrough: 0,
            new Dictionary<string, double> { ["ndcg@10"] = 0.25, ["hr@10"] = 0.5 });
    }

    /// <summary>The encoder that a bundle of this dimension and seed holds.</summary>
    public static LinearEncoder Encoder(int dimension, int seed) => new(stateSize: 2 * dimension, dimension, seed);

    private static float[] Numbers(Random random, int count, float scale)
    {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = ((2 * random.NextSingle()) - 1) * scale;
        }

        return numbers;
    }
}
