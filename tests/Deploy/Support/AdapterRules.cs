using k8s;
using k8s.Models;

namespace Manidala.Deploy.Tests.Support;

/// <summary>prometheus-adapter's configuration file, as far as ours uses it; anything else in it fails.</summary>
public sealed class AdapterRules
{
    public List<Rule> Rules { get; set; } = [];

    internal static AdapterRules In(ManifestSet set) =>
        KubernetesYaml.Deserialize<AdapterRules>(set.The<V1ConfigMap>("manidala-prometheus-adapter").Data["config.yaml"], strict: true);

    public sealed class Rule
    {
        public string SeriesQuery { get; set; } = "";

        public Resource Resources { get; set; } = new();

        public NewName Name { get; set; } = new();

        public string MetricsQuery { get; set; } = "";
    }

    public sealed class Resource
    {
        public Dictionary<string, Override> Overrides { get; set; } = [];
    }

    public sealed class Override
    {
        public string Resource { get; set; } = "";
    }

    public sealed class NewName
    {
        public string As { get; set; } = "";
    }
}
