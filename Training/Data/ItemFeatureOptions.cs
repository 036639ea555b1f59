namespace Manidala.Training.Data;

/// <summary>What of the items' attributes is used for training.</summary>
internal sealed record ItemFeatureOptions
{
    /// <summary>Items that a text must have to be in the vocabulary; 1 or more. A text of one item teaches nothing that the item's id does not.</summary>
    public int MinimumCount { get; init; } = 2;

    /// <summary>Most texts of one vocabulary, 1 or more; each costs a row of an embedding table.</summary>
    public int MaxVocabulary { get; init; } = 100_000;

    /// <summary>Most numbers of one vector, 1 or more.</summary>
    public int MaxWidth { get; init; } = 4096;

    /// <summary>Attributes that are not used, by name.</summary>
    public IReadOnlyCollection<string> Excluded { get; init; } = [];

    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MinimumCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxVocabulary);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxWidth);
    }
}
