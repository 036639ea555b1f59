using System.Globalization;
using System.Text.Json;
using Manidala.Engine.Model;

namespace Manidala.Bench.World;

/// <summary>
/// A catalogue and a model of as many items as wanted, out of a real bundle: its encoder and its items, and more that lie as these do. What a server needs to be
/// measured at a size that nobody has data for.
/// </summary>
internal static class ScaledCatalog
{
    private const int Categories = 20;
    private const int Seed = 1;

    public static string ItemId(int item) => string.Create(CultureInfo.InvariantCulture, $"item-{item}");

    /// <summary>Writes a bundle of <paramref name="count"/> items.</summary>
    /// <returns>Its version.</returns>
    public static string WriteBundle(string source, int count, string folder)
    {
        Bundle real = Bundle.Read(source);
        BundleManifest manifest = real.Manifest;
        if (manifest.Encoder.Kind != EncoderContract.Recurrent && manifest.Encoder.Kind != EncoderContract.Sequence)
        {
            throw new InvalidDataException($"{source}: an encoder of kind {manifest.Encoder.Kind} does not read items by their vectors; allowed: recurrent, sequence.");
        }

        (float[] vectors, float[] biases) = ScaledItems.Make(real.ItemEmbeddings, real.ItemBias, manifest.Dimension, count, Seed);
        string[] ids = [.. Enumerable.Range(0, count).Select(ItemId)];
        var contents = new BundleContents(
            $"{manifest.Name}-{count}", manifest.Encoder, manifest.Dimension, ids, vectors, biases, real.EncoderOnnx, TrainedThrough: 0, new Dictionary<string, double>());
        return BundleWriter.Write(folder, contents).Version;
    }

    /// <summary>Writes the items as JSON lines with a title, a category and a few attributes, about as long as a shop's are.</summary>
    public static void WriteItems(int count, string path)
    {
        using var file = new FileStream(path, FileMode.Create);
        using var writer = new Utf8JsonWriter(file);
        for (int item = 0; item < count; item++)
        {
            writer.WriteStartObject();
            writer.WriteString("id", ItemId(item));
            writer.WriteString("title", string.Create(CultureInfo.InvariantCulture, $"A thing that people like, number {item}"));
            writer.WriteStartArray("categories");
            writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"category-{item % Categories}"));
            writer.WriteEndArray();
            writer.WriteNumber("price", (item % 1000) / 10.0);
            writer.WriteString("brand", string.Create(CultureInfo.InvariantCulture, $"brand-{item % 997}"));
            writer.WriteEndObject();
            writer.Flush();
            writer.Reset();
            file.WriteByte((byte)'\n');
        }
    }
}
