namespace Manidala.Training.Learning;

/// <summary>
/// What is known of items beside who interacted with them, as a sparse matrix [items, features]: a category is a feature of weight 1, the values of a list share
/// a weight of 1, a number or an entry of a given vector is a feature of its own with that weight.
/// </summary>
/// <param name="FeatureCount">Columns.</param>
/// <param name="Offsets">Where each item's entries begin, and the end of the last.</param>
/// <param name="Features">Columns of the entries.</param>
/// <param name="Weights">Values of the entries.</param>
internal sealed record ItemFeatureMatrix(int FeatureCount, int[] Offsets, int[] Features, float[] Weights)
{
    public int ItemCount => Offsets.Length - 1;

    public ReadOnlySpan<int> FeaturesOf(int item) => Features.AsSpan(Offsets[item]..Offsets[item + 1]);

    public ReadOnlySpan<float> WeightsOf(int item) => Weights.AsSpan(Offsets[item]..Offsets[item + 1]);
}
