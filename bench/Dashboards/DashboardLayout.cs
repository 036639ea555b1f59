namespace Manidala.Bench.Dashboards;

/// <summary>Where panels stand on Grafana's grid of 24 columns.</summary>
internal static class DashboardLayout
{
    public const int Columns = 24;
    public const int HeadingHeight = 1;
    public const int StatHeight = 4;
    public const int LinesHeight = 8;

    /// <summary>Headings (without a panel) and panels, from the top.</summary>
    public static IEnumerable<Placed> Place(Dashboard dashboard)
    {
        int top = 0;
        foreach (PanelRow row in dashboard.Rows)
        {
            yield return new Placed(row.Title, null, 0, top, Columns, HeadingHeight);
            top += HeadingHeight;
            int width = Columns / row.Panels.Count;
            int height = row.Panels.All(panel => panel.IsStat) ? StatHeight : LinesHeight;
            for (int at = 0; at < row.Panels.Count; at++)
            {
                yield return new Placed(row.Panels[at].Title, row.Panels[at], at * width, top, width, height);
            }

            top += height;
        }
    }

    internal sealed record Placed(string Title, Panel? Panel, int Left, int Top, int Width, int Height);
}
