namespace Manidala.Engine.Feeds;

/// <summary>
/// Blends lists by shares: each place goes to the list that is furthest behind its share (ties to the first), which gives its best item that is not there yet. A list
/// that is at its end leaves its places to the others.
/// </summary>
internal static class SourceBlend
{
    public static List<Candidate> Blend(IReadOnlyList<SourceList> lists, int most)
    {
        var blended = new List<Candidate>(most);
        var taken = new HashSet<int>(most);
        var next = new int[lists.Count];
        var credit = new double[lists.Count];
        while (blended.Count < most && Shares(lists, next, taken) is > 0 and var shares)
        {
            int best = -1;
            for (int list = 0; list < lists.Count; list++)
            {
                if (next[list] < lists[list].Items.Count)
                {
                    credit[list] += lists[list].Share / shares;
                    best = best < 0 || credit[list] > credit[best] + Tie ? list : best;
                }
            }

            credit[best]--;
            ProposedItem item = lists[best].Items[next[best]++];
            taken.Add(item.Ordinal);
            blended.Add(new Candidate(item.Ordinal, lists[best].Source, item.Score, Relevances.OfPlace(blended.Count)));
        }

        return blended;
    }

    // Sums of shares differ in their last digits where they should be equal.
    private const double Tie = 1e-9;

    /// <summary>The shares of the lists that have something left, each moved on to it.</summary>
    private static double Shares(IReadOnlyList<SourceList> lists, int[] next, HashSet<int> taken)
    {
        double shares = 0;
        for (int list = 0; list < lists.Count; list++)
        {
            IReadOnlyList<ProposedItem> items = lists[list].Items;
            while (next[list] < items.Count && taken.Contains(items[next[list]].Ordinal))
            {
                next[list]++;
            }

            shares += next[list] < items.Count ? lists[list].Share : 0;
        }

        return shares;
    }
}
