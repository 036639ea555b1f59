using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>
/// A data set without some of its items, and the questions about these: each interaction with one of them that follows at least one with another item.
/// </summary>
/// <param name="IsHeldOut">Whether each item was taken out.</param>
/// <param name="Training">The data set with no interaction of a held-out item; its items and their attributes are all there.</param>
/// <param name="Cases">The history is what came before of the other items.</param>
internal sealed record ColdItemsSplit(bool[] IsHeldOut, int HeldOut, Dataset Training, IReadOnlyList<ColdItemCase> Cases)
{
    /// <param name="share">Of the items that somebody interacted with; above 0 and below 1.</param>
    /// <param name="seed">Equal seeds take out equal items.</param>
    public static ColdItemsSplit Draw(Dataset dataset, double share, int seed)
    {
        bool[] isHeldOut = Choose(dataset, share, seed);
        var users = new List<UserSequence>();
        var cases = new List<ColdItemCase>();
        foreach (UserSequence user in dataset.Users)
        {
            UserSequence warm = WithoutHeldOut(user, isHeldOut, cases);
            if (!warm.Items.IsEmpty)
            {
                users.Add(warm);
            }
        }

        return new ColdItemsSplit(isHeldOut, isHeldOut.Count(isOut => isOut), dataset with { Users = users }, cases);
    }

    private static bool[] Choose(Dataset dataset, double share, int seed)
    {
        var occurs = new bool[dataset.ItemIds.Count];
        foreach (UserSequence user in dataset.Users)
        {
            foreach (int item in user.Items.Span)
            {
                occurs[item] = true;
            }
        }

        int[] items = [.. Enumerable.Range(0, occurs.Length).Where(item => occurs[item])];
        var random = new SeededRandom((ulong)seed);
        int most = Math.Min(items.Length, Math.Max(1, (int)Math.Round(items.Length * share)));
        var isHeldOut = new bool[occurs.Length];
        for (int place = 0; place < most; place++)
        {
            int other = random.Next(place, items.Length);
            (items[place], items[other]) = (items[other], items[place]);
            isHeldOut[items[place]] = true;
        }

        return isHeldOut;
    }

    /// <summary>An item that repeats the one before it, once what stood between them is gone, stands once, as everywhere.</summary>
    private static UserSequence WithoutHeldOut(UserSequence user, bool[] isHeldOut, List<ColdItemCase> cases)
    {
        var kept = new List<int>();
        var seen = new List<int>();
        var asked = new List<(int Target, int Length, int[] Seen)>();
        var keptBefore = new int[user.Items.Length + 1];
        for (int place = 0; place < user.Items.Length; place++)
        {
            int item = user.Items.Span[place];
            if (!isHeldOut[item])
            {
                if (kept.Count == 0 || user.Items.Span[kept[^1]] != item)
                {
                    kept.Add(place);
                }
            }
            else
            {
                if (kept.Count > 0)
                {
                    asked.Add((item, kept.Count, [.. seen]));
                }

                seen.Add(item);
            }

            keptBefore[place + 1] = kept.Count;
        }

        UserSequence warm = Take(user, kept, isHeldOut, keptBefore);
        cases.AddRange(asked.Select(question => new ColdItemCase(warm, question.Length, question.Target, question.Seen)));
        return warm;
    }

    private static UserSequence Take(UserSequence user, List<int> places, bool[] isHeldOut, int[] keptBefore)
    {
        int[] negatives = [.. Enumerable.Range(0, user.Negatives.Length).Where(place => !isHeldOut[user.Negatives.Span[place]])];
        return user with
        {
            Items = Pick(user.Items, places),
            Times = user.Times.IsEmpty ? default : Pick(user.Times, places),
            Types = user.Types.IsEmpty ? default : Pick(user.Types, places),
            Negatives = Pick(user.Negatives, negatives),
            NegativePlaces = user.NegativePlaces.IsEmpty ? default : Array.ConvertAll(negatives, place => keptBefore[user.NegativePlaces.Span[place]]),
        };
    }

    private static T[] Pick<T>(ReadOnlyMemory<T> values, IReadOnlyCollection<int> places) => [.. places.Select(place => values.Span[place])];
}
