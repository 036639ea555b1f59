using Manidala.Training.Data;

namespace Manidala.Training.Evaluation;

/// <summary>Asks for the next item after every prefix of a test session.</summary>
internal static class SessionTest
{
    /// <param name="known">The sessions before the test; null where they are not given.</param>
    /// <param name="most">Most sessions to ask about, evenly spread; null for all.</param>
    public static TestSet Build(Dataset sessions, Dataset? known, int? most)
    {
        int[] askable = [.. Enumerable.Range(0, sessions.Users.Count).Where(number => sessions.Users[number].Items.Length > 1)];
        int[] asked = EvenSpread.Choose(askable, most);
        TestCase[] cases = [.. asked.SelectMany(number => CasesOf(number, sessions.Users[number]))];
        var counts = new DatasetCounts(
            sessions.Users.Count,
            sessions.ItemIds.Count,
            sessions.Users.Sum(session => (long)session.Items.Length),
            asked.Length,
            sessions.Users.Count - askable.Length,
            SkippedTargetSeen: 0)
        {
            Cases = cases.Length,
        };
        return new TestSet(Protocol.Session, known ?? sessions with { Users = [] }, cases, HidesHistory: false, counts);
    }

    private static IEnumerable<TestCase> CasesOf(int number, UserSequence session) =>
        Enumerable.Range(1, session.Items.Length - 1).Select(length => new TestCase(number, session.First(length), session.Items.Slice(length, 1)));
}
