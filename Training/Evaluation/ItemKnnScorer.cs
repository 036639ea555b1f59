using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>
/// Item-kNN: an item scores by its cosine to the items of the user's history, where an item's vector says which users or sessions have it.
/// Later items of the history weigh more, as in session-kNN.
/// </summary>
internal sealed class ItemKnnScorer : IScorer
{
    public const int NeighbourCount = 100;

    // The work is quadratic in a user's length; a few users with thousands of items would cost more than all others.
    public const int LongestUser = 500;

    private readonly Neighbour[][] _neighbours;

    /// <param name="known">What may be known before the test.</param>
    public ItemKnnScorer(Dataset known)
    {
        int items = known.ItemIds.Count;
        int[][] itemsOfUser = [.. known.Users.Select(DistinctItems)];
        List<int>[] usersOfItem = Invert(itemsOfUser, items);
        _neighbours = new Neighbour[items][];
        Parallel.For(
            0,
            items,
            () => new Counter(items),
            (item, _, counter) =>
            {
                _neighbours[item] = counter.NeighboursOf(item, usersOfItem, itemsOfUser);
                return counter;
            },
            _ => { });
    }

    public string Name => "item-kNN";

    public void Score(int user, ReadOnlySpan<int> history, Span<float> scores)
    {
        scores.Clear();
        for (int place = 0; place < history.Length; place++)
        {
            float weight = 1f / (history.Length - place);
            foreach (Neighbour neighbour in _neighbours[history[place]])
            {
                scores[neighbour.Item] += weight * neighbour.Cosine;
            }
        }
    }

    private static int[] DistinctItems(UserSequence user)
    {
        ReadOnlySpan<int> items = user.Items.Span;
        return [.. items[Math.Max(0, items.Length - LongestUser)..].ToArray().Distinct()];
    }

    private static List<int>[] Invert(int[][] itemsOfUser, int items)
    {
        var usersOfItem = new List<int>[items];
        for (int item = 0; item < items; item++)
        {
            usersOfItem[item] = [];
        }

        for (int user = 0; user < itemsOfUser.Length; user++)
        {
            foreach (int item in itemsOfUser[user])
            {
                usersOfItem[item].Add(user);
            }
        }

        return usersOfItem;
    }

    private readonly record struct Neighbour(int Item, float Cosine);

    /// <summary>One thread's memory for counting who else stands beside an item.</summary>
    private sealed class Counter(int items)
    {
        private readonly int[] _together = new int[items];
        private readonly List<int> _touched = [];

        public Neighbour[] NeighboursOf(int item, List<int>[] usersOfItem, int[][] itemsOfUser)
        {
            foreach (int user in usersOfItem[item])
            {
                foreach (int other in itemsOfUser[user])
                {
                    if (_together[other]++ == 0)
                    {
                        _touched.Add(other);
                    }
                }
            }

            double own = usersOfItem[item].Count;
            var found = new List<Neighbour>(_touched.Count);
            foreach (int other in _touched)
            {
                if (other != item)
                {
                    found.Add(new Neighbour(other, (float)(_together[other] / Math.Sqrt(own * usersOfItem[other].Count))));
                }

                _together[other] = 0;
            }

            _touched.Clear();
            found.Sort(static (a, b) => a.Cosine != b.Cosine ? b.Cosine.CompareTo(a.Cosine) : a.Item.CompareTo(b.Item));
            return [.. found.Take(NeighbourCount)];
        }
    }
}
