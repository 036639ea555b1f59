using k8s;
using k8s.Models;
using Manidala.Deploy.Tests.Crds;
using Manidala.Deploy.Tests.Support;
using Manidala.EndToEnd.Tests.Support;

namespace Manidala.Deploy.Tests.Kubernetes;

/// <summary>Examples of secrets show their shape, and none of them opens anything.</summary>
public sealed class SecretExamplesTests(SampleFolder sample)
{
    private static readonly string[] Roles = ["manidala-postgres-gateway", "manidala-postgres-owner", "manidala-postgres-service"];

    [Fact]
    public void Examples_AreOfTheShapeThatManifestsRead_AndHoldNoPassword()
    {
        V1Secret[] secrets = Read();

        Assert.Equal(["manidala-keys", .. Roles], secrets.Select(secret => secret.Metadata.Name).Order(StringComparer.Ordinal));
        Assert.All(secrets.Where(secret => secret.Type == "kubernetes.io/basic-auth"), secret =>
        {
            Assert.Equal(secret.Metadata.Name.Replace("-postgres-", "_", StringComparison.Ordinal), secret.StringData["username"]);
            Assert.Equal("", secret.StringData["password"]);
        });
    }

    [Fact]
    public async Task Examples_OfKeys_AreRefusedByAServer()
    {
        string folder = sample.NewFolder();
        foreach ((string name, string line) in Read().Single(secret => secret.Metadata.Name == "manidala-keys").StringData)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), line);
        }

        await using ManidalaProcess process = ManidalaProcess.Start(
            Programs.Gateway, [], new Dictionary<string, string> { ["PORT"] = FreePorts.Text(), ["Keys__Folder"] = folder });
        await process.ExitAsync(TimeSpan.FromSeconds(60));

        Assert.NotEqual(0, process.ExitCode);
        Assert.Contains("allowed: ROLES sha256:DIGEST", process.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("single")]
    [InlineData("cpu")]
    [InlineData("cpu-keda")]
    [InlineData("gpu")]
    public async Task Overlays_BringNoSecret(string overlay) => Assert.Empty((await Kustomization.BuildAsync(overlay)).Of<V1Secret>());

    [Fact]
    public async Task Database_OfTheExample_HasTheRolesOfTheDocumentsAndTheirSecrets()
    {
        ManifestSet set = await Kustomization.BuildAsync("cpu");
        PostgresCluster cluster = set.The<PostgresCluster>("manidala-postgres");
        V1ConfigMapKeySelector script = Assert.Single(cluster.Spec.Bootstrap.Initdb.PostInitApplicationSQLRefs.ConfigMapRefs);

        // Kustomize reads no file of another folder, so there are two.
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(Programs.Root, "docs", "postgres", "roles.sql")),
            set.The<V1ConfigMap>(script.Name).Data[script.Key]);
        Assert.Equal(Roles, cluster.Spec.Managed.Roles.Select(role => role.PasswordSecret.Name).Order(StringComparer.Ordinal));
        Assert.All(cluster.Spec.Managed.Roles, role => Assert.Equal(role.Name, role.PasswordSecret.Name.Replace("-postgres-", "_", StringComparison.Ordinal)));
        V1ConfigMap address = Assert.Single(set.Of<V1ConfigMap>(), map => map.Data.ContainsKey("PGHOST"));
        Assert.Equal(("manidala-postgres-rw", cluster.Spec.Bootstrap.Initdb.Database), (address.Data["PGHOST"], address.Data["PGDATABASE"]));
    }

    private static V1Secret[] Read() =>
        [.. KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(Programs.Root, "k8s", "examples", "secrets.yaml")), null, strict: true).Cast<V1Secret>()];
}
