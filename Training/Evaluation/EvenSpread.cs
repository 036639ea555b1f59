namespace Manidala.Training.Evaluation;

/// <summary>Takes some of many, evenly spread, so that the same number always takes the same ones.</summary>
internal static class EvenSpread
{
    /// <param name="most">Null for all.</param>
    public static int[] Choose(IReadOnlyList<int> from, int? most) => most is { } limit && limit < from.Count
        ? [.. Enumerable.Range(0, limit).Select(place => from[(int)((long)place * from.Count / limit)])]
        : [.. from];
}
