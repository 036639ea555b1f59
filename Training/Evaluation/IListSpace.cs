namespace Manidala.Training.Evaluation;

/// <summary>Vectors of length one in which the items of a list are more or less alike.</summary>
internal interface IListSpace
{
    int Dimension { get; }

    /// <summary>Adds the item's vector to a running sum; false where the item has none.</summary>
    bool TryAdd(int item, Span<float> sum);
}
