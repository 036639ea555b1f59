namespace Manidala.Training.Data;

/// <summary>What a model is trained on and measured with: every user's positive interactions, oldest first, as rows of one item table.</summary>
/// <param name="ItemIds">External ids of all items of the catalogue, also those without an interaction; row i belongs to id i.</param>
/// <param name="Through">The journal's sequence up to which interactions are in it; 0 for a file.</param>
internal sealed record Dataset(IReadOnlyList<string> ItemIds, IReadOnlyList<UserSequence> Users, long Through);

/// <summary>
/// One user's positive interactions, oldest first. An item that directly repeats the one before it stands once, as the live session steps once. A view of
/// memory that the data set owns, so that a log of any length can lie in a mapped file.
/// </summary>
/// <param name="Items">Rows of <see cref="Dataset.ItemIds"/>.</param>
internal readonly record struct UserSequence(string UserId, ReadOnlyMemory<int> Items)
{
    /// <summary>When each happened, in Unix milliseconds, of direct repeats the first; empty where the source has an order and no times.</summary>
    public ReadOnlyMemory<long> Times { get; init; }

    /// <summary>What each was: its place in <c>InteractionTypes.Default.InOrder</c>, of direct repeats the first's; empty where the source does not say.</summary>
    public ReadOnlyMemory<byte> Types { get; init; }
}
