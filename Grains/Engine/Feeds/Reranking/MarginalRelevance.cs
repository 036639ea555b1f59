using System.Numerics.Tensors;

namespace Manidala.Engine.Feeds;

/// <summary>
/// Maximal marginal relevance (Carbonell and Goldstein, 1998): place by place the item with the highest lambda * relevance - (1 - lambda) * the highest cosine
/// with an item above it. An item with a relevance of 0 stays behind those with more. O(places * items * dimension).
/// </summary>
internal static class MarginalRelevance
{
    // More than two values can differ by: relevance is at most 1000, as a boost may be, and a cosine lies between -1 and 1.
    private const float Behind = 10_000;

    /// <param name="vectors">Row-major, each of length one; zeros for an item without a vector, which is like no other.</param>
    /// <param name="places">How many are chosen; the others follow as they were.</param>
    /// <param name="order">Filled with the items' numbers; as long as <paramref name="relevance"/>.</param>
    /// <param name="similarity">Filled with each item's highest cosine with one above it when it was chosen; 0 for the first and for those that follow.</param>
    public static void Order(
        ReadOnlySpan<float> relevance, ReadOnlySpan<float> vectors, float lambda, int places, Span<int> order, Span<float> similarity)
    {
        int items = relevance.Length;
        int dimension = items == 0 ? 0 : vectors.Length / items;
        similarity.Clear();
        for (int item = 0; item < items; item++)
        {
            order[item] = item;
        }

        for (int place = 0; place < Math.Min(places, items); place++)
        {
            if (place > 0)
            {
                Compare(vectors, dimension, order, place, similarity);
            }

            int best = Best(relevance, lambda, order[place..], similarity) + place;

            // Not swapped: those that are not chosen keep their order.
            int chosen = order[best];
            order[place..best].CopyTo(order[(place + 1)..]);
            order[place] = chosen;
        }

        foreach (int item in order[Math.Min(places, items)..])
        {
            similarity[item] = 0;
        }
    }

    // What was chosen last is the only one that the others have not been compared with.
    private static void Compare(ReadOnlySpan<float> vectors, int dimension, ReadOnlySpan<int> order, int place, Span<float> similarity)
    {
        ReadOnlySpan<float> last = vectors.Slice(order[place - 1] * dimension, dimension);
        foreach (int item in order[place..])
        {
            float cosine = TensorPrimitives.Dot(last, vectors.Slice(item * dimension, dimension));
            similarity[item] = place == 1 ? cosine : Math.Max(similarity[item], cosine);
        }
    }

    private static int Best(ReadOnlySpan<float> relevance, float lambda, ReadOnlySpan<int> left, ReadOnlySpan<float> similarity)
    {
        int best = 0;
        float highest = float.NegativeInfinity;
        for (int at = 0; at < left.Length; at++)
        {
            float value = (lambda * relevance[left[at]]) - ((1 - lambda) * similarity[left[at]]);
            value -= relevance[left[at]] > 0 ? 0 : Behind;
            if (value > highest)
            {
                highest = value;
                best = at;
            }
        }

        return best;
    }
}
