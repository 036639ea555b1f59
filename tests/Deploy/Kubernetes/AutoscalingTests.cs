using k8s.Models;
using Manidala.Deploy.Tests.Crds;
using Manidala.Deploy.Tests.Support;

namespace Manidala.Deploy.Tests.Kubernetes;

/// <summary>Who scales what, and by what.</summary>
public sealed class AutoscalingTests
{
    [Theory]
    [InlineData("cpu", "manidala-gateway,manidala-silo")]
    [InlineData("gpu", "manidala-gateway,manidala-model,manidala-silo")]
    public async Task Autoscalers_ScaleWhatSaysNoNumberItself(string overlay, string expected)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);
        string[] rules = [.. AdapterRules.In(set).Rules.Select(rule => rule.Name.As)];

        Assert.Equal(expected, string.Join(',', set.Of<V2HorizontalPodAutoscaler>().Select(one => one.Metadata.Name).Order(StringComparer.Ordinal)));
        Assert.All(set.Of<V2HorizontalPodAutoscaler>(), scaler =>
        {
            Assert.Null(set.The<V1Deployment>(scaler.Spec.ScaleTargetRef.Name).Spec.Replicas);
            Assert.True(scaler.Spec.MinReplicas >= 2 && scaler.Spec.MaxReplicas > scaler.Spec.MinReplicas);
            Assert.All(scaler.Spec.Metrics.Where(metric => metric.Pods is not null), metric => Assert.Contains(metric.Pods.Metric.Name, rules));
            ExpectDrains(scaler.Spec.Behavior);
        });
    }

    [Fact]
    public async Task ScaledObjects_AreTheAlternativeAndNotBesides()
    {
        ManifestSet set = await Kustomization.BuildAsync("cpu-keda");

        Assert.Empty(set.Of<V2HorizontalPodAutoscaler>());
        Assert.Equal(["manidala-gateway", "manidala-silo"], set.Of<ScaledObject>().Select(one => one.Metadata.Name).Order(StringComparer.Ordinal));
        Assert.All(set.Of<ScaledObject>(), scaled =>
        {
            Assert.Null(set.The<V1Deployment>(scaled.Spec.ScaleTargetRef.Name).Spec.Replicas);
            Assert.Contains(scaled.Spec.Triggers, trigger => trigger.Type == "cpu");
            Assert.Contains(scaled.Spec.Triggers, trigger => trigger.Type == "prometheus");
            ExpectDrains(scaled.Spec.Advanced.HorizontalPodAutoscalerConfig.Behavior);
        });
    }

    [Fact]
    public async Task SilosWithoutStepsOfTheirOwn_AreNotScaledByTheirWait()
    {
        ManifestSet set = await Kustomization.BuildAsync("gpu");

        Assert.Contains(set.The<V1Deployment>("manidala-silo").Spec.Template.Spec.Containers[0].Env, one => (one.Name, one.Value) == ("Models__Hosting", "Remote"));
        Assert.DoesNotContain(
            set.The<V2HorizontalPodAutoscaler>("manidala-silo").Spec.Metrics, metric => metric.Pods?.Metric.Name == "manidala_batch_queue_wait_mean_seconds");
        Assert.Equal("1", set.The<V1Deployment>("manidala-model").Spec.Template.Spec.Containers[0].Resources.Limits["nvidia.com/gpu"].ToString());
    }

    // One at a time, and the next one after the users of the last one have settled.
    private static void ExpectDrains(V2HorizontalPodAutoscalerBehavior behavior)
    {
        V2HPAScalingPolicy policy = Assert.Single(behavior.ScaleDown.Policies);
        Assert.Equal(("Pods", 1), (policy.Type, policy.Value));
        Assert.True(policy.PeriodSeconds >= 120 && behavior.ScaleDown.StabilizationWindowSeconds >= 300);
    }
}
