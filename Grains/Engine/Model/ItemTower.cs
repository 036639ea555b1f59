using Manidala.Engine.Catalog;
using Manidala.Engine.Retrieval;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Manidala.Engine.Model;

/// <summary>
/// A bundle's <c>item_tower.onnx</c>: gives an item that came after training its vector and bias by its attributes. Runs on the CPU wherever the encoder runs, so
/// that all silos get the same. Thread-safe; nobody may use it once it is disposed.
/// </summary>
public sealed class ItemTower : IDisposable
{
    private const string Features = "features";
    private const string Weights = "weights";
    private const string Embedding = "embedding";
    private const string Bias = "bias";

    private const int ItemsAtOnce = 256;

    // The file gathers a row of the dimension's numbers for each entry: 4 MiB of them.
    private const int NumbersAtOnce = 1 << 20;

    private const float Tolerance = 1e-3f;

    private static readonly string[] Inputs = [Features, Weights];
    private static readonly string[] Outputs = [Embedding, Bias];

    private readonly OnnxFile _file;
    private readonly ItemFeatureSchema _schema;
    private readonly int _dimension;

    /// <summary>Opens the file and runs it on every feature that the schema has.</summary>
    /// <exception cref="InvalidBundleException">The file is no model, does not keep the contract, or does not fit the schema.</exception>
    public ItemTower(byte[] model, ItemFeatureSchema schema, int dimension)
    {
        _schema = schema;
        _dimension = dimension;
        _file = new OnnxFile(model, new EncoderOptions { Provider = EncoderOptions.Cpu }, BundleFiles.ItemTowerOnnx);
        try
        {
            _file.RequireNames(Inputs, Outputs);
            _file.RequireTensor(Features, TensorElementType.Int64, -1, -1);
            _file.RequireTensor(Weights, TensorElementType.Float, -1, -1);
            _file.RequireTensor(Embedding, TensorElementType.Float, -1, dimension);
            _file.RequireTensor(Bias, TensorElementType.Float, -1, 1);
            TryEveryFeature();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Encodes the items; one that cannot be encoded does not keep the others from it.</summary>
    public EncodedItems Encode(IReadOnlyList<Item> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var rows = new List<TowerRow>(items.Count);
        var encoded = new List<LaterItem>(items.Count);
        int undescribed = 0;
        string? refusal = null;
        foreach (Item item in items)
        {
            try
            {
                TowerRow row = TowerRow.Of(_schema, item);
                if (row.Columns.Length > 0)
                {
                    rows.Add(row);
                }
                else
                {
                    undescribed++;
                }
            }
            catch (InvalidItemFeatureException invalid)
            {
                refusal ??= invalid.Message;
            }
        }

        try
        {
            Run(rows, Keep);
        }
        catch (Exception failure) when (failure is OnnxRuntimeException or InvalidBundleException)
        {
            refusal ??= failure.Message;
        }

        return new EncodedItems(encoded, undescribed, items.Count - undescribed - encoded.Count, refusal);

        void Keep(TowerRow row, ReadOnlySpan<float> vector, float bias)
        {
            if (ItemVectors.Accepts(vector, bias))
            {
                encoded.Add(new LaterItem(row.Item!, vector.ToArray(), bias));
            }
            else
            {
                refusal ??= $"item '{row.Item!.Id}': its attributes give a vector or a bias that is not finite or too large.";
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private delegate void Take(TowerRow row, ReadOnlySpan<float> vector, float bias);

    /// <summary>
    /// In batches of rows of one length: filled up with weights of 0, a row would be added up in another order, and its vector's last bits would depend on what
    /// came with it.
    /// </summary>
    private void Run(List<TowerRow> rows, Take take)
    {
        TowerRow[] ordered = [.. rows.OrderBy(row => row.Columns.Length)];
        for (int first = 0, count; first < ordered.Length; first += count)
        {
            count = 1;
            int width = ordered[first].Columns.Length;
            int most = Math.Clamp(NumbersAtOnce / (width * _dimension), 1, ItemsAtOnce);
            while (count < most && first + count < ordered.Length && ordered[first + count].Columns.Length == width)
            {
                count++;
            }

            RunBatch(ordered.AsSpan(first, count), take);
        }
    }

    private void RunBatch(ReadOnlySpan<TowerRow> rows, Take take)
    {
        // ONNX Runtime adds up a batch of one in another order than the rows of a larger one: a row alone stands there twice.
        int batch = Math.Max(2, rows.Length);
        int width = rows[0].Columns.Length;
        long[] columns = new long[batch * width];
        float[] weights = new float[batch * width];
        for (int place = 0; place < batch; place++)
        {
            TowerRow row = rows[Math.Min(place, rows.Length - 1)];
            row.Columns.CopyTo(columns, place * width);
            row.Weights.CopyTo(weights, place * width);
        }

        long[] shape = [batch, width];
        using var features = OrtValue.CreateTensorValueFromMemory(columns, shape);
        using var shares = OrtValue.CreateTensorValueFromMemory(weights, shape);
        using var outputs = _file.Run(Inputs, [features, shares], Outputs);
        ReadOnlySpan<float> vectors = outputs[0].GetTensorDataAsSpan<float>();
        ReadOnlySpan<float> biases = outputs[1].GetTensorDataAsSpan<float>();
        if (vectors.Length != batch * _dimension || biases.Length != batch)
        {
            throw Refusal($"{vectors.Length} numbers of {Embedding} and {biases.Length} of {Bias} for {batch} items", $"{_dimension} and 1 for each");
        }

        for (int row = 0; row < rows.Length; row++)
        {
            take(rows[row], vectors.Slice(row * _dimension, _dimension), biases[row]);
        }
    }

    // A table that is too short or holds what is not a number shows here, and not with the first item that has the feature.
    private void TryEveryFeature()
    {
        int columns = ItemFeatureEntries.ColumnsOf(_schema);
        try
        {
            Run([.. Enumerable.Range(0, columns).Select(TowerRow.OfColumn)], (row, vector, bias) =>
            {
                if (!ItemVectors.Accepts(vector, bias))
                {
                    throw Refusal($"a vector or bias that is not finite or too large for the feature {row.Columns[0]}", "finite numbers");
                }
            });
            RequireSameBesideOthers(columns);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new InvalidBundleException(
                $"{BundleFiles.ItemTowerOnnx}: found a file that fails for the features 0 to {columns - 1} of {BundleFiles.ItemFeatures} ({failure.Message}); "
                + "expected one that takes any of them, for any number of items and entries.",
                failure);
        }
    }

    // An item's vector may not depend on those that are encoded with it.
    private void RequireSameBesideOthers(int columns)
    {
        if (columns == 0)
        {
            return;
        }

        TowerRow one = TowerRow.OfColumn(columns - 1);
        float[] alone = [];
        RunBatch([one], (_, vector, bias) => alone = [.. vector, bias]);
        RunBatch([one, TowerRow.OfColumn(columns / 2)], (row, vector, bias) =>
        {
            float[] together = [.. vector, bias];
            bool isSame = alone.Zip(together).All(pair => MathF.Abs(pair.First - pair.Second) <= Tolerance * MathF.Max(1, MathF.Abs(pair.First)));
            if (ReferenceEquals(row, one) && !isSame)
            {
                throw Refusal("an item that is encoded differently alone and beside another one", "a vector that depends on the item alone");
            }
        });
    }

    private static InvalidBundleException Refusal(string found, string expected) => new($"{BundleFiles.ItemTowerOnnx}: found {found}; expected {expected}.");
}
