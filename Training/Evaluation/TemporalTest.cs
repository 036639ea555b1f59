using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>Parts the log at one moment for everyone: what was done before is history, what is new after it is to be found.</summary>
internal static class TemporalTest
{
    /// <param name="findsAll">Whether all new items after the cut are targets, or the first alone.</param>
    /// <param name="most">Most users to ask about, evenly spread; null for all.</param>
    public static TestSet Build(Dataset dataset, TemporalCut cut, bool findsAll, int? most)
    {
        UserSequence[] before = [.. dataset.Users.Select(user => Pick(user, time => time < cut.Milliseconds))];
        var cases = new List<TestCase>();
        int tooShort = 0;
        int targetSeen = 0;
        for (int number = 0; number < before.Length; number++)
        {
            int[] after = Pick(dataset.Users[number], time => time >= cut.Milliseconds).Items.ToArray();
            var seen = before[number].Items.ToArray().ToHashSet();
            int[] targets = [.. after.Distinct().Where(item => !seen.Contains(item)).Take(findsAll ? int.MaxValue : 1)];
            if (targets.Length > 0 && seen.Count > 0)
            {
                cases.Add(new TestCase(number, before[number], targets));
            }
            else if (after.Length == 0 || seen.Count == 0)
            {
                tooShort++;
            }
            else
            {
                targetSeen++;
            }
        }

        TestCase[] asked = [.. EvenSpread.Choose([.. Enumerable.Range(0, cases.Count)], most).Select(place => cases[place])];
        var heldOut = new HeldOutUsers([.. asked.Select(test => test.Group)], tooShort, targetSeen);
        return new TestSet(
            Protocol.Temporal(cut.ToString(), findsAll ? "all new items of a user" : "the first new item of a user"),
            dataset with { Users = [.. before.Where(user => user.Items.Length > 0)] },
            asked,
            HidesHistory: true,
            DatasetCounts.Of(dataset, heldOut));
    }

    // By its own times and not by its place: a log may have come late or out of order.
    private static UserSequence Pick(UserSequence user, Func<long, bool> isWanted)
    {
        int[] places = [.. Enumerable.Range(0, user.Items.Length).Where(place => isWanted(user.Times.Span[place]))];
        return user with
        {
            Items = Array.ConvertAll(places, place => user.Items.Span[place]),
            Times = Array.ConvertAll(places, place => user.Times.Span[place]),
            Types = user.Types.IsEmpty ? user.Types : Array.ConvertAll(places, place => user.Types.Span[place]),
        };
    }
}
