using Manidala.Storage;
using Manidala.Training.Archives;

namespace Manidala.Training.Data;

/// <summary>Where a data set comes from, and how far.</summary>
internal sealed record JournalSource(IInteractionJournal Journal, ICatalogStore Catalogue)
{
    /// <summary>The last sequence to be in it; null for all that is there.</summary>
    public long? Through { get; init; }

    /// <summary>The items as they were when a training began; null for those of the catalogue now.</summary>
    public IReadOnlyList<string>? ItemIds { get; init; }

    /// <summary>How items' attributes are turned into features; null leaves them out.</summary>
    public ItemFeatureOptions? Features { get; init; }

    /// <summary>Where older interactions are, which the journal no longer has; null where it has all that is wanted.</summary>
    public JournalArchive? Archive { get; init; }

    /// <summary>Rows asked for at a time; of no influence on the result.</summary>
    public int PageSize { get; init; } = 10_000;
}
