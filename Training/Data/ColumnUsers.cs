using System.Collections;

namespace Manidala.Training.Data;

/// <summary>Users as stretches of columns: what a user is, is put together when somebody asks. Thread-safe.</summary>
/// <param name="ids">The users' ids.</param>
/// <param name="numbers">Each user's number among the ids.</param>
internal sealed class ColumnUsers(IdTable ids, IReadOnlyList<int> numbers, Columns columns) : IReadOnlyList<UserSequence>
{
    public int Count => numbers.Count;

    public UserSequence this[int index]
    {
        get
        {
            Range own = Stretch(columns.Offsets.Span, index);
            Range negatives = Stretch(columns.NegativeOffsets.Span, index);
            return new UserSequence(ids, numbers[index], columns.Items[own])
            {
                Times = columns.Times[own],
                Types = columns.Types[own],
                Negatives = columns.Negatives[negatives],
                NegativePlaces = columns.NegativePlaces[negatives],
            };
        }
    }

    public IEnumerator<UserSequence> GetEnumerator()
    {
        for (int index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Range Stretch(ReadOnlySpan<long> offsets, int index) => (int)offsets[index]..(int)offsets[index + 1];
}
