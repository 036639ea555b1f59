namespace Manidala.Engine.Tests.Support;

/// <summary>A recurrent step that takes types and gaps: next_state = state/2 + item + table[type] + gap/10, query = next_state.</summary>
internal sealed class TypedStepFile(int dimension, int types)
{
    public byte[] ToOnnx()
    {
        float[] table = [.. Enumerable.Range(0, types).SelectMany(type => Enumerable.Repeat(TypeValue(type), dimension))];
        return new OnnxModelWriter()
            .Input("state", OnnxModelWriter.Float, -1, dimension)
            .Input("item", OnnxModelWriter.Float, -1, dimension)
            .Input("type", OnnxModelWriter.Int64, -1)
            .Input("gap", OnnxModelWriter.Float, -1, 1)
            .Constant("half", [0.5f], 1).Node("Mul", "state half", "kept")
            .Constant("tenth", [0.1f], 1).Node("Mul", "gap tenth", "by_gap")
            .Constant("types", table, types, dimension).Node("Gather", "types type", "by_type")
            .Node("Add", "kept item", "sum_1")
            .Node("Add", "sum_1 by_type", "sum_2")
            .Node("Add", "sum_2 by_gap", "next_state")
            .Node("Identity", "next_state", "query")
            .Output("next_state", -1, dimension)
            .Output("query", -1, dimension)
            .ToArray();
    }

    /// <summary>The query, which is the state, by plain loops.</summary>
    public float[] Step(float[] state, ReadOnlySpan<float> item, int type, float gap)
    {
        float[] next = new float[dimension];
        for (int at = 0; at < dimension; at++)
        {
            next[at] = (state[at] / 2) + item[at] + TypeValue(type) + (gap / 10);
        }

        return next;
    }

    private static float TypeValue(int type) => 0.7f * type;
}
