namespace Manidala.Training.Data;

/// <summary>A log grouped by user, oldest first: column by column.</summary>
/// <param name="Offsets">Where each user's interactions begin, and at last where all end.</param>
/// <param name="NegativeOffsets">The same of the negatives.</param>
internal sealed record Columns(
    ReadOnlyMemory<int> Items,
    ReadOnlyMemory<byte> Types,
    ReadOnlyMemory<long> Times,
    ReadOnlyMemory<long> Offsets,
    ReadOnlyMemory<int> Negatives,
    ReadOnlyMemory<int> NegativePlaces,
    ReadOnlyMemory<long> NegativeOffsets);
