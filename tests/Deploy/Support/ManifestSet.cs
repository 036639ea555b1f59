using k8s;
using k8s.Models;
using Manidala.Deploy.Tests.Crds;

namespace Manidala.Deploy.Tests.Support;

/// <summary>The objects of one installation, each read strictly: a field that its kind does not have fails.</summary>
internal sealed class ManifestSet
{
    // Kinds of operators, by models of ours that know the fields that the manifests use.
    private static readonly Dictionary<string, Type> OperatorKinds = new()
    {
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(ServiceMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(ScaledObject),
        ["postgresql.cnpg.io/v1/Cluster"] = typeof(PostgresCluster),
        ["cert-manager.io/v1/Issuer"] = typeof(CertificateIssuer),
        ["cert-manager.io/v1/Certificate"] = typeof(ClusterCertificate),
    };

    private ManifestSet(string yaml, IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects) => (Yaml, Objects) = (yaml, objects);

    /// <summary>As kustomize wrote it.</summary>
    public string Yaml { get; }

    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects { get; }

    /// <summary>Everything that runs pods, in one shape.</summary>
    public IReadOnlyList<Workload> Workloads => [.. Objects.Select(Workload.Of).OfType<Workload>()];

    public static ManifestSet Parse(string yaml) => new(
        yaml, [.. KubernetesYaml.LoadAllFromString(yaml, OperatorKinds, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()]);

    public IEnumerable<T> Of<T>() => Objects.OfType<T>();

    public T The<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => Assert.Single(Of<T>(), one => one.Metadata.Name == name);
}
