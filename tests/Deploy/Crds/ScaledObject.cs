using k8s.Models;

namespace Manidala.Deploy.Tests.Crds;

/// <summary>KEDA, keda.sh/v1alpha1.</summary>
public sealed class ScaledObject : OperatorObject<ScaledObject.Body>
{
    public sealed class Body
    {
        public V2CrossVersionObjectReference ScaleTargetRef { get; set; } = new();

        public int MinReplicaCount { get; set; }

        public int MaxReplicaCount { get; set; }

        public int PollingInterval { get; set; }

        public Fallback Fallback { get; set; } = new();

        public Advanced Advanced { get; set; } = new();

        public List<Trigger> Triggers { get; set; } = [];
    }

    public sealed class Fallback
    {
        public int FailureThreshold { get; set; }

        public int Replicas { get; set; }

        public string Behavior { get; set; } = "";
    }

    public sealed class Advanced
    {
        public Autoscaler HorizontalPodAutoscalerConfig { get; set; } = new();
    }

    public sealed class Autoscaler
    {
        public V2HorizontalPodAutoscalerBehavior Behavior { get; set; } = new();
    }

    public sealed class Trigger
    {
        public string Type { get; set; } = "";

        public string MetricType { get; set; } = "";

        public Dictionary<string, string> Metadata { get; set; } = [];
    }
}
