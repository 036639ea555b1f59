namespace Manidala.Bench.Drills.Checking;

/// <summary>What the journal holds beside what was acknowledged: all of it, once each, in each user's order.</summary>
/// <param name="Acknowledged">How many interactions were.</param>
/// <param name="Unanswered">Rows of calls that never got an answer: such a call may have been written, once.</param>
/// <param name="Lost">Acknowledged, and not in the journal as it was acknowledged.</param>
/// <param name="Doubled">Rows beyond the first of one call.</param>
/// <param name="Invented">Rows of no call that was sent.</param>
/// <param name="OutOfOrder">Before another of the same user that had been acknowledged when this one was sent.</param>
internal sealed record JournalComparison(long Acknowledged, long Unanswered, long Lost, long Doubled, long Invented, long OutOfOrder)
{
    /// <param name="sent">Numbers below this one were sent.</param>
    public static JournalComparison Of(IReadOnlyCollection<Acknowledgement> acknowledged, IReadOnlyCollection<JournalRow> rows, long sent)
    {
        ILookup<long, JournalRow> byNumber = rows.ToLookup(row => row.Number);
        long lost = acknowledged.Count(one => !byNumber[one.Number].Contains(new JournalRow(one.Number, one.User, one.Item, one.Sequence)));
        long doubled = byNumber.Sum(same => same.Count() - 1L);
        long invented = rows.Count(row => row.Number < 0 || row.Number >= sent);
        long answered = acknowledged.Select(one => one.Number).Distinct().Count(byNumber.Contains);
        return new JournalComparison(
            acknowledged.Count, byNumber.Count - answered - invented, lost, doubled, invented, acknowledged.GroupBy(one => one.User).Sum(OutOfOrderOf));
    }

    // Both in order of time: at each sending, the highest sequence that its user knew of.
    private static long OutOfOrderOf(IEnumerable<Acknowledgement> ofOneUser)
    {
        Acknowledgement[] sent = [.. ofOneUser.OrderBy(one => one.Sent)];
        Acknowledgement[] answered = [.. sent.OrderBy(one => one.Answered)];
        long outOfOrder = 0;
        long known = 0;
        int next = 0;
        foreach (Acknowledgement one in sent)
        {
            for (; next < answered.Length && answered[next].Answered < one.Sent; next++)
            {
                known = Math.Max(known, answered[next].Sequence);
            }

            outOfOrder += one.Sequence <= known ? 1 : 0;
        }

        return outOfOrder;
    }
}
