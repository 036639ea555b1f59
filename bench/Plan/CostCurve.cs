namespace Manidala.Bench.Plan;

/// <summary>Seconds as a function of the number of items, straight between the points at which they are known.</summary>
/// <param name="Points">At least one, in ascending order of items.</param>
internal sealed record CostCurve(IReadOnlyList<CostPoint> Points, CostOrigin Origin)
{
    /// <summary>Below the first point its seconds, beyond the last along the line through the last two: never better than what is known.</summary>
    public double At(double items)
    {
        CostPoint first = Points[0];
        if (items <= first.Items)
        {
            return first.Seconds;
        }

        if (Points.Count == 1)
        {
            return first.Seconds * items / first.Items;
        }

        int right = 1;
        while (right < Points.Count - 1 && Points[right].Items < items)
        {
            right++;
        }

        (CostPoint from, CostPoint to) = (Points[right - 1], Points[right]);
        double between = from.Seconds + ((to.Seconds - from.Seconds) * (items - from.Items) / (to.Items - from.Items));
        return items > to.Items ? Math.Max(to.Seconds, between) : between;
    }
}
