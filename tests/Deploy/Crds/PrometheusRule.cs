namespace Manidala.Deploy.Tests.Crds;

/// <summary>Prometheus operator, monitoring.coreos.com/v1.</summary>
public sealed class PrometheusRule : OperatorObject<PrometheusRule.Body>
{
    public sealed class Body
    {
        public List<Group> Groups { get; set; } = [];
    }

    public sealed class Group
    {
        public string Name { get; set; } = "";

        public List<Rule> Rules { get; set; } = [];
    }

    public sealed class Rule
    {
        public string Alert { get; set; } = "";

        public string Record { get; set; } = "";

        public string Expr { get; set; } = "";

        public string For { get; set; } = "";

        public Dictionary<string, string> Labels { get; set; } = [];

        public Dictionary<string, string> Annotations { get; set; } = [];
    }
}
