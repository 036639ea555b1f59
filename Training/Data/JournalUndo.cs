namespace Manidala.Training.Data;

/// <summary>Leaves out of one user's rows what was taken back, so that no model learns from it.</summary>
internal static class JournalUndo
{
    /// <summary>The rows that count, in their order, moved to the end of the span.</summary>
    public static ReadOnlySpan<JournalRow> LeaveOut(Span<JournalRow> rows)
    {
        foreach (ref readonly JournalRow row in rows)
        {
            if (row.IsUndo)
            {
                return LeaveOut(rows, []);
            }
        }

        return rows;
    }

    private static ReadOnlySpan<JournalRow> LeaveOut(Span<JournalRow> rows, HashSet<(int Item, byte Type)> undone)
    {
        int kept = rows.Length;
        for (int at = rows.Length - 1; at >= 0; at--)
        {
            JournalRow row = rows[at];
            if (row.IsUndo)
            {
                undone.Add((row.Item, row.Place));
            }
            else if (!undone.Contains((row.Item, row.Type)))
            {
                rows[--kept] = row;
            }
        }

        return rows[kept..];
    }
}
