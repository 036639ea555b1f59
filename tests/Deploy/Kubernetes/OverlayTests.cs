using System.Xml.Linq;
using k8s;
using k8s.Models;
using Manidala.Deploy.Tests.Crds;
using Manidala.Deploy.Tests.Support;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Gateway.Hosting;

namespace Manidala.Deploy.Tests.Kubernetes;

/// <summary>Every overlay as kubectl builds it: each object is of its kind, field by field, and what one says of another is so.</summary>
public sealed class OverlayTests
{
    // Made by operators or people: CloudNativePG, cert-manager, and whoever installs.
    private static readonly string[] SecretsOfOthers =
        ["manidala-keys", "manidala-postgres-ca", "manidala-postgres-owner", "manidala-postgres-service", "manidala-postgres-gateway"];

    public static TheoryData<string> All => Kustomization.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Objects_AreInOneNamespaceAndNamedOnce(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);

        Assert.NotEmpty(set.Workloads);
        string[] names = [.. set.Objects.Select(one => $"{one.ApiVersion}/{one.Kind}/{one.Metadata.Name}")];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(set.Objects, one =>
            Assert.Equal(one is V1Namespace or V1PriorityClass ? null : "manidala", one.Metadata.NamespaceProperty));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Workloads_KnowTheirPods(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);

        Assert.All(set.Workloads, workload =>
        {
            Assert.True(workload.Selector is null || workload.Matches(workload.Selector), workload.Name);
            Assert.All(workload.Pod.TopologySpreadConstraints ?? [], spread => Assert.True(workload.Matches(spread.LabelSelector.MatchLabels), workload.Name));
        });

        // No workload takes another one's pods for its own.
        Assert.All(set.Workloads, workload => Assert.All(
            set.Workloads.Where(other => other.Name != workload.Name && other.Selector is not null), other => Assert.False(workload.Matches(other.Selector!))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task SelectorsOfOthers_FindPods(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);

        Assert.All(set.Of<V1Service>(), service =>
        {
            Workload[] found = Find(set, service.Spec.Selector);
            Assert.All(service.Spec.Ports, port => Assert.All(found, workload =>
                Assert.Contains(workload.Container.Ports, known => known.Name == port.TargetPort.Value)));
        });
        Assert.All(set.Of<V1PodDisruptionBudget>(), budget => Assert.Single(Find(set, budget.Spec.Selector.MatchLabels)));
        Assert.All(set.Of<V1StatefulSet>(), one => Assert.Single(set.Of<V1Service>(), service => service.Metadata.Name == one.Spec.ServiceName));
        Assert.All(set.Of<V1Ingress>().SelectMany(ingress => ingress.Spec.Rules).SelectMany(rule => rule.Http.Paths), path =>
            Assert.Contains(set.The<V1Service>(path.Backend.Service.Name).Spec.Ports, port => port.Name == path.Backend.Service.Port.Name));
        Assert.All(set.Of<ServiceMonitor>(), monitor => Assert.All(monitor.Spec.Endpoints, endpoint =>
        {
            V1Service[] services = [.. set.Of<V1Service>().Where(service =>
                monitor.Spec.Selector.MatchLabels.All(label => service.Metadata.Labels.TryGetValue(label.Key, out string? value) && value == label.Value))];
            Assert.All(services, service => Assert.Contains(service.Spec.Ports, port => port.Name == endpoint.Port));

            // Each process that serves is scraped, once.
            Assert.All(set.Workloads.Where(workload => workload.Serves), workload =>
                Assert.Single(services, service => workload.Matches(service.Spec.Selector)));
        }));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task NetworkPolicies_NamePodsAndPortsThatThereAre(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);

        Assert.All(set.Of<V1NetworkPolicy>(), policy =>
        {
            Workload[] chosen = Find(set, policy.Spec.PodSelector.MatchLabels);
            Assert.All(policy.Spec.Ingress ?? [], rule => Assert.All(rule.Ports, port =>
                Assert.All(chosen, workload => Assert.Contains(workload.Container.Ports, known => known.Name == port.Port.Value))));
            Assert.All(PodsIn(policy), labels => Assert.True(
                Find(set, labels).Length > 0 || labels.ContainsKey("cnpg.io/cluster") || labels.ContainsKey("k8s-app"), policy.Metadata.Name));
        });
        Assert.All(set.Workloads, workload => Assert.Contains(
            set.Of<V1NetworkPolicy>(), policy => policy.Spec.Ingress is null && policy.Spec.Egress is null && workload.Matches(policy.Spec.PodSelector.MatchLabels)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Images_AreTargetsOfTheDockerfile_InThisVersion(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);
        string[] targets = [.. ContainerFile.Read().Targets.Select(target => target.Name)];
        string version = XDocument.Load(Path.Combine(Programs.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

        Assert.All(set.Workloads, workload =>
        {
            Assert.Contains(workload.Target, targets);
            Assert.EndsWith($":{version}", workload.Container.Image, StringComparison.Ordinal);
            Assert.Null(workload.Container.Command);
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task References_OfPods_Exist(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);
        string[] secrets = [.. SecretsOfOthers, .. set.Of<ClusterCertificate>().Select(one => one.Spec.SecretName)];
        string[] settings = [.. set.Of<V1ConfigMap>().Select(map => map.Metadata.Name)];

        Assert.All(set.Workloads, workload =>
        {
            V1Container container = workload.Container;
            string[] volumes = [.. (workload.Pod.Volumes ?? []).Select(volume => volume.Name), .. workload.Claims];
            Assert.All(container.VolumeMounts, mount => Assert.Contains(mount.Name, volumes));
            Assert.All(volumes, volume => Assert.Contains(container.VolumeMounts, mount => mount.Name == volume));
            Assert.All((workload.Pod.Volumes ?? []).Where(volume => volume.Secret is not null), volume => Assert.Contains(volume.Secret.SecretName, secrets));
            Assert.All((workload.Pod.Volumes ?? []).Where(volume => volume.PersistentVolumeClaim is not null), volume =>
                set.The<V1PersistentVolumeClaim>(volume.PersistentVolumeClaim.ClaimName));
            Assert.All(container.EnvFrom ?? [], from => Assert.Contains(from.ConfigMapRef.Name, settings));
            Assert.All((container.Env ?? []).Where(one => one.ValueFrom?.SecretKeyRef is not null), one => Assert.Contains(one.ValueFrom.SecretKeyRef.Name, secrets));
            set.The<V1ServiceAccount>(workload.Pod.ServiceAccountName);
            set.The<V1PriorityClass>(workload.Pod.PriorityClassName);
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Pods_AreWhatTheRestrictedProfileAllows_AndWriteOnVolumesAlone(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);

        Assert.Equal("restricted", set.The<V1Namespace>("manidala").Metadata.Labels["pod-security.kubernetes.io/enforce"]);
        Assert.All(set.Workloads, workload =>
        {
            (V1PodSpec pod, V1Container container) = (workload.Pod, workload.Container);
            Assert.Equal((true, 1654L, "RuntimeDefault"), (pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.RunAsUser, pod.SecurityContext.SeccompProfile.Type));
            Assert.Equal(
                (false, true, "ALL"),
                (container.SecurityContext.AllowPrivilegeEscalation, container.SecurityContext.ReadOnlyRootFilesystem, Assert.Single(container.SecurityContext.Capabilities.Drop)));
            Assert.False(pod.AutomountServiceAccountToken);
            Assert.False(pod.EnableServiceLinks);
            Assert.Null(pod.HostNetwork);
            Assert.Contains(container.VolumeMounts, mount => mount.MountPath == "/tmp");

            // What a volume of the image's folder is for has to be there.
            bool writesData = workload.Component != "gateway";
            Assert.Equal(writesData, container.VolumeMounts.Any(mount => mount.MountPath == "/data"));
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Resources_AreAskedForAndBoundedInMemoryAlone(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);

        Assert.All(set.Workloads.Select(workload => workload.Container.Resources), resources =>
        {
            Assert.True(resources.Requests["memory"].ToDecimal() <= resources.Limits["memory"].ToDecimal());
            Assert.True(resources.Requests["cpu"].ToDecimal() > 0);

            // A process that is held back misses the probes of the cluster.
            Assert.False(resources.Limits.ContainsKey("cpu"));
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Grace_OfWhatServes_IsLongerThanAnEndTakes(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);

        Assert.All(set.Workloads.Where(workload => workload.Serves), workload =>
        {
            long before = workload.Container.Lifecycle?.PreStop.Sleep.Seconds ?? 0;

            // Whom a Service leads to is still asked for a while after it was told to go.
            Assert.Equal(workload.Matches(set.The<V1Service>("manidala").Spec.Selector), before >= 5);
            Assert.True(workload.Pod.TerminationGracePeriodSeconds >= before + ManidalaHost.ShutdownTimeout.TotalSeconds + 10, workload.Name);
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Probes_OfWhatServes_AskForWhatTheyMean(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);

        Assert.All(set.Workloads.Where(workload => workload.Serves), workload =>
        {
            V1Container container = workload.Container;
            Assert.All(new[] { container.StartupProbe, container.ReadinessProbe, container.LivenessProbe }, probe => Assert.Equal("http", probe.HttpGet.Port.Value));

            // Only itself: what others lack must restart nobody.
            Assert.Equal(("/health/live", "/health/live"), (container.StartupProbe.HttpGet.Path, container.LivenessProbe.HttpGet.Path));
            Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);

            // The answer "not ready" takes up to HealthTimeout, and has to come in time to be one.
            Assert.True(container.ReadinessProbe.TimeoutSeconds > new Gateway.GatewayOptions().HealthTimeout.TotalSeconds);
        });
    }

    [Fact]
    public async Task Updates_OfAClustersProcesses_LeaveNobodyWithout()
    {
        ManifestSet set = await Kustomization.BuildAsync("cpu");

        Assert.All(set.Of<V1Deployment>(), one => Assert.Equal(("0", "1"), (one.Spec.Strategy.RollingUpdate.MaxUnavailable.Value, one.Spec.Strategy.RollingUpdate.MaxSurge.Value)));
        Assert.Equal(30, set.The<V1Deployment>("manidala-silo").Spec.MinReadySeconds);
    }

    [Fact]
    public async Task Cluster_WithTls_ShowsACertificateOfItsOwnAuthorityInEveryProcessThatTalks()
    {
        ManifestSet set = await Kustomization.BuildAsync(Kustomization.WithTls);
        ClusterCertificate shown = set.The<ClusterCertificate>("manidala-cluster-tls");
        ClusterCertificate authority = set.The<ClusterCertificate>("manidala-cluster-authority");

        Assert.Equal(["client auth", "server auth"], shown.Spec.Usages);
        Assert.True(authority.Spec.IsCA);
        Assert.Equal(authority.Spec.SecretName, set.The<CertificateIssuer>(shown.Spec.IssuerRef.Name).Spec.Ca!.SecretName);
        Assert.All(set.Workloads.Where(workload => workload.Serves), workload =>
        {
            string folder = workload.Container.VolumeMounts.Single(mount => mount.Name == "cluster-tls").MountPath;
            Assert.Equal(
                [$"{folder}/tls.crt", $"{folder}/tls.key", $"{folder}/ca.crt"],
                new[] { "Certificate", "Key", "Authority" }.Select(part => workload.Container.Env.Single(one => one.Name == $"Cluster__Tls__{part}").Value));
        });
    }

    private static Workload[] Find(ManifestSet set, IDictionary<string, string> labels)
    {
        Assert.NotEmpty(labels);
        return [.. set.Workloads.Where(workload => workload.Matches(labels))];
    }

    private static IEnumerable<IDictionary<string, string>> PodsIn(V1NetworkPolicy policy) =>
        (policy.Spec.Ingress ?? []).SelectMany(rule => rule.FromProperty ?? [])
        .Concat((policy.Spec.Egress ?? []).SelectMany(rule => rule.To ?? []))
        .Where(peer => peer.PodSelector is not null).Select(peer => peer.PodSelector.MatchLabels);
}
