using Manidala.Engine.Catalog;
using Manidala.Engine.Model;

namespace Manidala.Engine.Tests.Support;

/// <summary>An item tower as Training exports it, over the attributes of <see cref="Schema"/>: the sum of its features' rows by their weights, and one bias for all.</summary>
internal sealed class ItemTowerFile(int dimension, int seed)
{
    public const float Bias = 0.25f;

    /// <summary>Four colours, a list of tags, a number and a vector of two.</summary>
    public static readonly ItemFeatureSchema Schema = new(
    [
        new ItemFeatureAttribute("colour", ItemFeatureKind.Categorical, ["blue", "green", "red", "white"], Width: 0),
        new ItemFeatureAttribute("tags", ItemFeatureKind.MultiValued, ["big", "old", "round"], Width: 0),
        new ItemFeatureAttribute("price", ItemFeatureKind.Numeric, [], Width: 1, Mean: 10, Deviation: 5),
        new ItemFeatureAttribute("image", ItemFeatureKind.Vector, [], Width: 2),
    ]);

    private static readonly int Columns = ItemFeatureEntries.ColumnsOf(Schema);

    private readonly float[] _table = Numbers(new Random(seed), Columns * dimension);

    /// <summary>What a test may make wrong about the file.</summary>
    public int Rows { get; init; } = Columns;

    public string VectorName { get; init; } = "embedding";

    public bool IsBroken { get; init; }

    /// <summary>Divides by how many items there are, so that one item's vector depends on the others.</summary>
    public bool DependsOnOthers { get; init; }

    /// <summary>The bundle's contents with this tower.</summary>
    public BundleContents AddTo(BundleContents contents) => contents with { ItemTowerOnnx = ToOnnx(), ItemFeatures = Schema };

    public byte[] ToOnnx()
    {
        float[] table = IsBroken ? [.. _table[..^1], float.NaN] : _table;
        return new OnnxModelWriter()
            .Input("features", OnnxModelWriter.Int64, -1, -1)
            .Input("weights", OnnxModelWriter.Float, -1, -1)
            .Constant("table", table[..(Rows * dimension)], Rows, dimension)
            .Constant("last", [2L], 1).Constant("entries", [1L], 1).Constant("items", [0L], 1)
            .Constant("none", [0f], 1).Constant("bias_of_all", [Bias], 1)
            .Node("Gather", "table features", "rows")
            .Node("Unsqueeze", "weights last", "shares")
            .Node("Mul", "rows shares", "weighed")
            .Node("ReduceSum", "weighed entries", "sum", OnnxModelWriter.Whole("keepdims", 0))
            .Node("ReduceSum", DependsOnOthers ? "sum items" : "none items", "all", OnnxModelWriter.Whole("keepdims", 1))
            .Node("Add", "sum all", VectorName)
            .Node("ReduceSum", "weights entries", "weight", OnnxModelWriter.Whole("keepdims", 1))
            .Node("Mul", "weight none", "zero")
            .Node("Add", "zero bias_of_all", "bias")
            .Output(VectorName, -1, dimension)
            .Output("bias", -1, 1)
            .ToArray();
    }

    /// <summary>The item's vector by plain loops.</summary>
    public float[] VectorOf(Item item)
    {
        var columns = new List<int>();
        var weights = new List<float>();
        ItemFeatureEntries.Append(Schema, Schema.Encode(item), columns, weights);
        float[] sum = new float[dimension];
        for (int entry = 0; entry < columns.Count; entry++)
        {
            for (int i = 0; i < dimension; i++)
            {
                sum[i] += weights[entry] * _table[(columns[entry] * dimension) + i];
            }
        }

        return sum;
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
}
