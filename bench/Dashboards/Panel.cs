namespace Manidala.Bench.Dashboards;

/// <summary>One picture of a dashboard.</summary>
/// <param name="Description">What it tells, and what is good.</param>
/// <param name="Unit">Grafana's name of it.</param>
internal sealed record Panel(string Title, string Description, string Unit, IReadOnlyList<PanelQuery> Queries)
{
    /// <summary>One number, the newest; lines over time where it is none.</summary>
    public bool IsStat { get; init; }

    /// <summary>Whether what the lines show adds up.</summary>
    public bool IsStacked { get; init; }

    /// <summary>Where it becomes bad: an objective, or what an alert waits for; null for none.</summary>
    public double? Limit { get; init; }

    /// <summary>Whether what is below the limit is bad, and not what is above.</summary>
    public bool IsFloor { get; init; }

    public static Panel Lines(string title, string description, string unit, params PanelQuery[] queries) => new(title, description, unit, queries);

    public static Panel Stat(string title, string description, string unit, string expression) =>
        new(title, description, unit, [new(expression, title)]) { IsStat = true };
}
