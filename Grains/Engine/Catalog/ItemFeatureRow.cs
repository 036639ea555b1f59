namespace Manidala.Engine.Catalog;

/// <summary>One item's attributes in the columns of a schema. Immutable.</summary>
public sealed class ItemFeatureRow
{
    private readonly int[][] _ids;
    private readonly float[][] _values;
    private readonly bool[] _isPresent;

    internal ItemFeatureRow(int[][] ids, float[][] values, bool[] isPresent)
    {
        _ids = ids;
        _values = values;
        _isPresent = isPresent;
    }

    /// <summary>Rising ids of the vocabulary; at most one of a categorical attribute, none of numbers.</summary>
    public ReadOnlySpan<int> Ids(int attribute) => _ids[attribute];

    /// <summary>The numbers, standardised; zeros where the item has none.</summary>
    public ReadOnlySpan<float> Values(int attribute) => _values[attribute];

    /// <summary>Whether the item says something that the schema knows.</summary>
    public bool IsPresent(int attribute) => _isPresent[attribute];
}
