using k8s;
using k8s.Models;

namespace Manidala.Deploy.Tests.Crds;

/// <summary>An object of a kind that comes with an operator. Its fields are those of the operator's published API that our manifests use; any other fails a test.</summary>
public abstract class OperatorObject<TSpec> : IKubernetesObject<V1ObjectMeta>
    where TSpec : new()
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public TSpec Spec { get; set; } = new();
}
