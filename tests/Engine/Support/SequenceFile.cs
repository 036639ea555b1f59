namespace Manidala.Engine.Tests.Support;

/// <summary>
/// The smallest sequence encoder in which every item, its place, its type and its gap count: query = Σ filled · (place weight + 0.1·type + 0.01·gap) · vector.
/// As an ONNX file of several shapes, and as plain loops.
/// </summary>
internal sealed class SequenceFile(float[] vectors, int dimension, int length)
{
    public string ItemsName { get; init; } = "items";

    /// <summary>The number in an empty place.</summary>
    public long Padding { get; init; } = -1;

    /// <summary>The number of the item of row 0.</summary>
    public long FirstItem { get; init; }

    public int ItemsType { get; init; } = OnnxModelWriter.Int64;

    /// <summary>Takes vectors and a mask instead of numbers.</summary>
    public bool TakesEmbeddings { get; init; }

    public bool TakesTypesAndGaps { get; init; }

    /// <summary>Divides the query by the number of filled places.</summary>
    public bool TakesLength { get; init; }

    public int MaskType { get; init; } = OnnxModelWriter.Int64;

    /// <summary>Leaves the window's length open, as exports with dynamic axes do.</summary>
    public bool IsLengthOpen { get; init; }

    /// <summary>Adds what the other users of the batch are to everyone's query: an export gone wrong.</summary>
    public bool MixesUsers { get; init; }

    private int DeclaredLength => IsLengthOpen ? -1 : length;

    public static float PlaceWeight(int place) => 0.3f + (0.17f * place);

    public byte[] ToOnnx()
    {
        var model = new OnnxModelWriter();
        AddVectorsAndFilled(model);
        model.Constant("place_weights", [.. Enumerable.Range(0, length).Select(PlaceWeight)], 1, length);
        AddWeights(model);
        model.Node("Mul", "weights filled", "filled_weights")
            .Constant("last_axis", [2L], 1)
            .Node("Unsqueeze", "filled_weights last_axis", "column")
            .Node("Mul", "vectors column", "weighted")
            .Constant("time_axis", [1L], 1)
            .Node("ReduceSum", "weighted time_axis", "sum", OnnxModelWriter.Whole("keepdims", 0));
        string query = "sum";
        if (TakesLength)
        {
            model.Input("length", OnnxModelWriter.Int64, -1)
                .Node("Cast", "length", "length_number", OnnxModelWriter.Whole("to", OnnxModelWriter.Float))
                .Constant("one", [1L], 1)
                .Node("Unsqueeze", "length_number one", "length_column")
                .Node("Div", "sum length_column", "mean");
            query = "mean";
        }

        if (MixesUsers)
        {
            model.Constant("batch_axis", [0L], 1).Node("ReduceSum", $"{query} batch_axis", "everyone");
            model.Node("Add", $"{query} everyone", "mixed");
            query = "mixed";
        }

        return model.Node("Identity", query, "query").Output("query", -1, dimension).ToArray();
    }

    /// <summary>The query by plain loops.</summary>
    /// <param name="padsLeft">Where the empty places are.</param>
    public float[] Query(IReadOnlyList<(int Row, int Type, float Gap)> history, bool padsLeft)
    {
        (int Row, int Type, float Gap)[] window = [.. history.TakeLast(length)];
        float[] query = new float[dimension];
        for (int index = 0; index < window.Length; index++)
        {
            float weight = PlaceWeight(padsLeft ? length - window.Length + index : index);
            weight += TakesTypesAndGaps ? (0.1f * window[index].Type) + (0.01f * window[index].Gap) : 0;
            for (int at = 0; at < dimension; at++)
            {
                query[at] += weight * vectors[(window[index].Row * dimension) + at] / (TakesLength ? window.Length : 1);
            }
        }

        return query;
    }

    private void AddVectorsAndFilled(OnnxModelWriter model)
    {
        if (TakesEmbeddings)
        {
            model.Input("item_embeddings", OnnxModelWriter.Float, -1, DeclaredLength, dimension)
                .Node("Identity", "item_embeddings", "vectors")
                .Input("mask", MaskType, -1, DeclaredLength)
                .Node("Cast", "mask", "filled", OnnxModelWriter.Whole("to", OnnxModelWriter.Float));
            return;
        }

        // Number n is row n - FirstItem; below it stands what an embedding table keeps for padding.
        float[] table = [.. new float[FirstItem * dimension], .. vectors];
        model.Input(ItemsName, ItemsType, -1, DeclaredLength)
            .Node("Cast", ItemsName, "numbers", OnnxModelWriter.Whole("to", OnnxModelWriter.Int64))
            .Constant("padding", [Padding], 1)
            .Node("Equal", "numbers padding", "is_empty")
            .Node("Not", "is_empty", "is_filled")
            .Node("Cast", "is_filled", "filled", OnnxModelWriter.Whole("to", OnnxModelWriter.Float))
            .Node("Cast", "is_filled", "filled_number", OnnxModelWriter.Whole("to", OnnxModelWriter.Int64))
            .Node("Mul", "numbers filled_number", "indices")
            .Constant("table", table, table.Length / dimension, dimension)
            .Node("Gather", "table indices", "vectors");
    }

    private void AddWeights(OnnxModelWriter model)
    {
        if (!TakesTypesAndGaps)
        {
            model.Constant("nothing", [0f], 1).Node("Add", "place_weights nothing", "weights");
            return;
        }

        model.Input("types", OnnxModelWriter.Int64, -1, DeclaredLength)
            .Input("gaps", OnnxModelWriter.Float, -1, DeclaredLength)
            .Node("Cast", "types", "type_number", OnnxModelWriter.Whole("to", OnnxModelWriter.Float))
            .Constant("of_type", [0.1f], 1)
            .Node("Mul", "type_number of_type", "by_type")
            .Constant("of_gap", [0.01f], 1)
            .Node("Mul", "gaps of_gap", "by_gap")
            .Node("Add", "by_type by_gap", "by_both")
            .Node("Add", "place_weights by_both", "weights");
    }
}
