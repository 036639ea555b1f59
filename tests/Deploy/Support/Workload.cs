using k8s;
using k8s.Models;

namespace Manidala.Deploy.Tests.Support;

/// <summary>What runs pods, whatever its kind.</summary>
/// <param name="Selector">The labels by which it knows its pods; null where it makes them by itself.</param>
/// <param name="Claims">Names of volumes that it makes for each pod.</param>
internal sealed record Workload(
    string Kind, string Name, V1PodTemplateSpec Template, IDictionary<string, string>? Selector, int? Replicas, IReadOnlyList<string> Claims)
{
    public V1PodSpec Pod => Template.Spec;

    public V1Container Container => Assert.Single(Pod.Containers);

    public string Component => Template.Metadata.Labels["app.kubernetes.io/component"];

    public bool Serves => Kind is "Deployment" or "StatefulSet";

    /// <summary>The image's target in the Dockerfile.</summary>
    public string Target => Container.Image.Split('/')[^1].Split(':')[0]["manidala-".Length..];

    public static Workload? Of(IKubernetesObject<V1ObjectMeta> one) => one switch
    {
        V1Deployment { Spec: var spec } => new("Deployment", one.Metadata.Name, spec.Template, spec.Selector.MatchLabels, spec.Replicas, []),
        V1StatefulSet { Spec: var spec } => new(
            "StatefulSet", one.Metadata.Name, spec.Template, spec.Selector.MatchLabels, spec.Replicas,
            [.. spec.VolumeClaimTemplates.Select(claim => claim.Metadata.Name)]),
        V1Job { Spec: var spec } => new("Job", one.Metadata.Name, spec.Template, null, null, []),
        V1CronJob { Spec: var spec } => new("CronJob", one.Metadata.Name, spec.JobTemplate.Spec.Template, null, null, []),
        _ => null,
    };

    public bool Matches(IDictionary<string, string> labels) => labels.All(label =>
        Template.Metadata.Labels.TryGetValue(label.Key, out string? value) && value == label.Value);
}
