namespace Manidala.Training.Evaluation;

/// <summary>The catalogue's categories, one dimension each; an item with several lies between them.</summary>
internal sealed class CategorySpace : IListSpace
{
    private readonly int[][] _places;

    public CategorySpace(IReadOnlyList<string> itemIds, IReadOnlyDictionary<string, IReadOnlyList<string>> categoriesOfItem)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        _places = new int[itemIds.Count][];
        for (int row = 0; row < itemIds.Count; row++)
        {
            IReadOnlyList<string> categories = categoriesOfItem.GetValueOrDefault(itemIds[row]) ?? [];
            _places[row] = [.. categories.Distinct(StringComparer.Ordinal).Select(category =>
            {
                places.TryAdd(category, places.Count);
                return places[category];
            })];
        }

        Dimension = places.Count;
    }

    public int Dimension { get; }

    public bool TryAdd(int item, Span<float> sum)
    {
        int[] places = _places[item];
        foreach (int place in places)
        {
            sum[place] += 1 / MathF.Sqrt(places.Length);
        }

        return places.Length > 0;
    }
}
