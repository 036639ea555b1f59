namespace Manidala.Bench.Dashboards;

/// <summary>A question to Prometheus, with Grafana's variables.</summary>
/// <param name="Legend">What its lines are called, with labels in double braces.</param>
internal sealed record PanelQuery(string Template, string Legend)
{
    /// <summary>Stands in a template for the labels that the dashboard's variables choose by.</summary>
    public const string Chosen = "@";

    private const string ByVariables = """namespace=~"$namespace",job=~"$job" """;

    /// <summary>As Grafana is told.</summary>
    public string Expression => Template.Replace(Chosen, ByVariables.TrimEnd(), StringComparison.Ordinal);

    /// <summary>With values in place of the variables, as Prometheus is asked.</summary>
    /// <param name="rateInterval">Of a rate: several scrapes long.</param>
    public string For(string rateInterval) => Expression
        .Replace("$__rate_interval", rateInterval, StringComparison.Ordinal)
        .Replace("$namespace", ".*", StringComparison.Ordinal)
        .Replace("$job", ".*", StringComparison.Ordinal);
}
