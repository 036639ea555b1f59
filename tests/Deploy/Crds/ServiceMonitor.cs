using k8s.Models;

namespace Manidala.Deploy.Tests.Crds;

/// <summary>Prometheus operator, monitoring.coreos.com/v1.</summary>
public sealed class ServiceMonitor : OperatorObject<ServiceMonitor.Body>
{
    public sealed class Body
    {
        public V1LabelSelector Selector { get; set; } = new();

        public List<Endpoint> Endpoints { get; set; } = [];

        public List<string> PodTargetLabels { get; set; } = [];
    }

    public sealed class Endpoint
    {
        public string Port { get; set; } = "";

        public string Path { get; set; } = "";

        public string Interval { get; set; } = "";

        public string ScrapeTimeout { get; set; } = "";
    }
}
