namespace Manidala.Training.Data;

/// <summary>
/// One user's positive interactions, oldest first. An item that directly repeats the one before it stands once, as the live session steps once. A view of
/// memory that the data set owns, so that a log of any length can lie in a mapped file.
/// </summary>
internal readonly record struct UserSequence
{
    private readonly string? _id;
    private readonly IdTable? _ids;
    private readonly int _number;

    public UserSequence(string userId, ReadOnlyMemory<int> items)
    {
        _id = userId;
        Items = items;
    }

    /// <summary>A user whose id is looked up only where somebody asks for it.</summary>
    public UserSequence(IdTable ids, int number, ReadOnlyMemory<int> items)
    {
        _ids = ids;
        _number = number;
        Items = items;
    }

    public string UserId => _id ?? _ids?.IdOf(_number) ?? "";

    /// <summary>Rows of <see cref="Dataset.ItemIds"/>.</summary>
    public ReadOnlyMemory<int> Items { get; init; }

    /// <summary>When each happened, in Unix milliseconds; empty where the source has an order and no times.</summary>
    public ReadOnlyMemory<long> Times { get; init; }

    /// <summary>What each was: places in the interaction types' table; empty where the source does not say.</summary>
    public ReadOnlyMemory<byte> Types { get; init; }

    /// <summary>Items that the user turned down or was shown in vain, oldest first: the newest hundred of them.</summary>
    public ReadOnlyMemory<int> Negatives { get; init; }

    /// <summary>How many of <see cref="Items"/> came before each of the <see cref="Negatives"/>: who trains on a beginning may know only those that it holds.</summary>
    public ReadOnlyMemory<int> NegativePlaces { get; init; }
}
