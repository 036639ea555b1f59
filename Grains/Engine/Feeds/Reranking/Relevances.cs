namespace Manidala.Engine.Feeds;

/// <summary>Relevance that sources of different scales share, and the order by it.</summary>
internal static class Relevances
{
    /// <summary>1 / log2(2 + place), as DCG discounts a place from 0: 1, .63, .5, .43 …</summary>
    public static float OfPlace(int place) => 1 / MathF.Log2(2 + place);

    /// <summary>Orders by relevance, highest first; of equals, the first stays first.</summary>
    public static void Sort(Candidate[] candidates)
    {
        var keys = new (float Relevance, int Place)[candidates.Length];
        for (int place = 0; place < keys.Length; place++)
        {
            keys[place] = (-candidates[place].Relevance, place);
        }

        Array.Sort(keys, candidates);
    }
}
