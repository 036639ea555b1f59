using k8s.Models;
using Manidala.Deploy.Tests.Support;
using Manidala.Engine.Model;
using Manidala.Grains.Models;

namespace Manidala.Deploy.Tests.Kubernetes;

/// <summary>What manifests and images set is what the programs read, and means what they take it for.</summary>
public sealed class SettingsTests
{
    public static TheoryData<string> All => Kustomization.All;

    [Theory]
    [InlineData("PORT", true)]
    [InlineData("POD_IP", true)]
    [InlineData("PGSSLMODE", true)]
    [InlineData("Gateway__CallTimeout", true)]
    [InlineData("Rates__Ingest__Requests", true)]
    [InlineData("Keys__Files__0", true)]
    [InlineData("Cluster__Tls__Key", true)]
    [InlineData("POD_IPS", false)]
    [InlineData("Gateway__CallTimeouts", false)]
    [InlineData("Gateways__CallTimeout", false)]
    [InlineData("Cluster__Tls__Password", false)]
    public void IsKnown_Name_IsSoWhereTheProgramsReadIt(string name, bool isKnown) => Assert.Equal(isKnown, SettingNames.IsKnown(name));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Names_OfVariables_AreReadByThePrograms(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);
        string[] names =
        [
            .. set.Workloads.SelectMany(workload => workload.Container.Env ?? []).Select(one => one.Name),
            .. set.Of<V1ConfigMap>().Where(map => IsRead(set, map)).SelectMany(map => map.Data.Keys),
        ];

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(SettingNames.IsKnown(name), $"No program reads {name}."));
    }

    [Fact]
    public void Names_InTheDockerfile_AreReadByThePrograms() => Assert.All(
        ContainerFile.Read().Targets.SelectMany(target => target.Pairs("ENV").Keys),
        name => Assert.True(SettingNames.IsKnown(name), $"No program reads {name}."));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Ports_AreThoseThatTheProgramListensOn(string overlay)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);

        Assert.All(set.Workloads.Where(workload => workload.Serves), workload =>
        {
            Dictionary<string, int> ports = workload.Container.Ports.ToDictionary(port => port.Name, port => port.ContainerPort);
            Assert.Equal(workload.Container.Env.Single(one => one.Name == "PORT").Value, $"{ports["http"]}");
            bool isSilo = workload.Template.Metadata.Labels.ContainsKey("manidala/is-silo");

            // SILO_PORT and SILO_GATEWAY_PORT by default; README has them.
            int[] expected = isSilo ? [8080, 11111, 30000] : [8080];
            Assert.Equal(expected, ports.Values.Order());
            Assert.DoesNotContain(workload.Container.Env, one => one.Name is "SILO_PORT" or "SILO_GATEWAY_PORT" or "HOST");
        });
    }

    [Fact]
    public async Task Values_OfTheGpuOverlay_AreOnesThatTheOptionsTake()
    {
        ManifestSet set = await Kustomization.BuildAsync("gpu");
        string hosting = set.Workloads.Single(one => one.Component == "silo").Container.Env.Single(one => one.Name == "Models__Hosting").Value;
        string provider = set.Workloads.Single(one => one.Component == "model").Container.Env.Single(one => one.Name == "Encoder__Provider").Value;

        Assert.Equal(ModelHosting.Remote, Enum.Parse<ModelHosting>(hosting));
        Assert.True(new EncoderOptionsValidator().Validate(null, new EncoderOptions { Provider = provider }).Succeeded);
    }

    [Theory]
    [InlineData("cpu", "gateway", "manidala-postgres-gateway")]
    [InlineData("cpu", "silo", "manidala-postgres-service")]
    [InlineData("cpu", "trainer", "manidala-postgres-service")]
    [InlineData("cpu", "schema", "manidala-postgres-owner")]
    [InlineData("gpu", "model", "manidala-postgres-service")]
    public async Task Database_OfEach_IsSeenByItsOwnRole(string overlay, string component, string secret)
    {
        ManifestSet set = await Kustomization.BuildAsync(overlay);
        Workload workload = set.Workloads.Single(one => one.Component == component);

        Assert.Equal([secret], workload.Container.Env.Where(one => one.ValueFrom?.SecretKeyRef is not null).Select(one => one.ValueFrom.SecretKeyRef.Name).Distinct());
    }

    private static bool IsRead(ManifestSet set, V1ConfigMap map) => set.Workloads.Any(workload =>
        (workload.Container.EnvFrom ?? []).Any(from => from.ConfigMapRef.Name == map.Metadata.Name));
}
